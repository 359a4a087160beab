#!/usr/bin/env python3
"""Mutation testing of Formats, Query and ByteIO: what do the tests notice?

    Tests/Tools/mutate.py N SEED

A sample of N small changes (an operator, a number, a truth value) is built into one copy of the sources, each behind a
switch that the environment sets: one optimised build, then one run of the tests for each mutant. The tests of the
mutant's own target run first, then the properties, then the golden cases, each only if nothing was noticed before;
JOBS= run at once (2). A run that fails, crashes or takes too long has killed its mutant. The suites that go through whole
corpora are left out unless ALL=1 is set: without them the score is a lower bound. A run that was interrupted goes on where
it was: verdicts are kept beside the copy for as long as neither sources nor tests change.

Prints the survivors and a score; ends with 1 below 85 %, or with fewer mutants than asked for.
"""
import concurrent.futures
import filecmp
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRATCH = os.path.join(ROOT, ".build-mutate")
COPY = os.path.join(SCRATCH, "project")
TARGETS = {"Formats": "FormatsTests", "Query": "QueryTests", "ByteIO": "ByteIOTests"}
WANTED = 85

# What stands there, what a mutant makes of it, and the precedence of the operator that replaces it.
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
SUMS = {"+": "-", "-": "+", "&+": "&-", "&-": "&+"}
CHANGES = {"+=": "-=", "-=": "+=", "&+=": "&-=", "&-=": "&+="}
BINARY = re.compile(r"(?<=[\w\])?!}]) (<=|>=|<|>|==|!=|&&|\|\||&\+=|&-=|\+=|-=|&\+|&-|\+|-) (?=[\w(!.\[\-\"])")
LITERAL = re.compile(r"(?<![\w.\"#$])(true|false|0|1)(?![\w.\"]|\s*\.\.)")


def sites(path):
    """Every place of a file where something can be changed."""
    with open(path) as file:
        lines = file.read().split("\n")
    for number, line in enumerate(lines):
        code = line.split("//")[0]
        text = code.strip()
        if not text or text.startswith(("@", "import ", "case ", "package import", "static let", "precondition")):
            continue
        if text.count('"') > 0 or "while true" in text or "<" in text and ("func " in text or "struct " in text) or "->" in text:
            continue
        for match in BINARY.finditer(code):
            yield path, number, match.start(1), match.group(1)
        for match in LITERAL.finditer(code):
            yield path, number, match.start(1), match.group(1)


def operator(index):
    """An operator that nobody else has: operators may not hold digits."""
    digits = "⊕⊖⊗⊘"
    name = ""
    while True:
        name += digits[index % 4]
        index //= 4
        if index == 0:
            return "≺" + name


def replacement(index, found):
    if found in COMPARISONS | LOGIC | SUMS | CHANGES:
        return operator(index)
    other = {"true": "false", "false": "true", "0": "1", "1": "0"}[found]
    return f"(isMutant({index}) ? {other} : {found})"


def declaration(index, found):
    name = operator(index)
    if found in COMPARISONS:
        kind = "Comparable" if found[0] in "<>" else "Equatable"
        signature, precedence = f"<T: {kind}>(a: T, b: T) -> Bool", "ComparisonPrecedence"
        body = f"isMutant({index}) ? a {COMPARISONS[found]} b : a {found} b"
    elif found in LOGIC:
        precedence = "LogicalConjunctionPrecedence" if found == "&&" else "LogicalDisjunctionPrecedence"
        signature = "(a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool"
        body = f"try isMutant({index}) ? a {LOGIC[found]} b() : a {found} b()"
    elif found in SUMS:
        signature, precedence = "<T: FixedWidthInteger>(a: T, b: T) -> T", "AdditionPrecedence"
        body = f"isMutant({index}) ? a {SUMS[found]} b : a {found} b"
    elif found in CHANGES:
        signature, precedence = "<T: FixedWidthInteger>(a: inout T, b: T)", "AssignmentPrecedence"
        plain = found[:-1]
        body = f"a = isMutant({index}) ? a {SUMS[plain]} b : a {plain} b"
    else:
        return ""
    return f"infix operator {name} : {precedence}\nfunc {name} {signature} {{ {body} }}\n"


def plant(mutants):
    """Writes the sources of the copy with every mutant in its place."""
    by_file = {}
    for index, site in mutants.items():
        by_file.setdefault(site[0], []).append((index, site))
    for target in TARGETS:
        written = "import Glibc\nlet theMutant: Int = getenv(\"WEIR_MUTANT\").map { Int(atoi($0)) } ?? -1\n"
        written += "@inline(never) func isMutant(_ index: Int) -> Bool { index == theMutant }\n"
        for index, site in mutants.items():
            if f"/Sources/{target}/" in site[0]:
                written += declaration(index, site[3])
        replace(os.path.join(COPY, "Sources", target, "Mutants.swift"), written)
    for path in {path for path, *_ in ALL}:
        with open(path) as file:
            lines = file.read().split("\n")
        for index, (_, number, column, found) in sorted(by_file.get(path, []), key=lambda m: -m[1][2]):
            line = lines[number]
            lines[number] = line[:column] + replacement(index, found) + line[column + len(found):]
        replace(path.replace(ROOT, COPY, 1), "\n".join(lines))


def replace(path, text):
    """Writes a file if that changes it: what did not change is not built again."""
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == text:
                return
    with open(path, "w") as file:
        file.write(text)


def copy_project(planted):
    """Brings the copy up to date, but for the files that `plant` writes; what did not change is not touched."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    wanted = {os.path.join(COPY, name) for name in listed.split("\0") if name}
    wanted |= {os.path.join(COPY, "Sources", target, "Mutants.swift") for target in TARGETS}
    for folder in ("Sources", "Tests"):
        for parent, _, names in os.walk(os.path.join(COPY, folder)):
            for name in names:
                if os.path.join(parent, name) not in wanted:
                    os.remove(os.path.join(parent, name))
    for target in wanted:
        path = target.replace(COPY, ROOT, 1)
        if not os.path.isfile(path) or os.path.exists(target) and (
                path in planted or filecmp.cmp(path, target, shallow=False)):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(path, target)


def build(mutants, spare):
    """Builds; a mutant that does not compile is replaced by another one. Returns how many did not."""
    stillborn = 0
    while True:
        plant(mutants)
        done = subprocess.run(
            ["swift", "build", "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing"], cwd=COPY, capture_output=True, text=True,
            env={key: value for key, value in os.environ.items() if key != "WEIR_WERROR"})
        if done.returncode == 0:
            return stillborn
        bad = {(m[0], int(m[1]) - 1) for m in re.findall(r"^(/\S+\.swift):(\d+):\d+: error", done.stdout, re.M)}
        bad = {(path.replace(COPY, ROOT, 1), line) for path, line in bad}
        dead = [index for index, site in mutants.items() if (site[0], site[1]) in bad]
        if not dead:
            sys.exit("the copy does not build:\n" + done.stdout[-3000:])
        for index in dead:
            stillborn += 1
            del mutants[index]
            if spare:
                mutants[max(list(mutants) + [index]) + 1] = spare.pop()


def run(index, arguments, limit):
    """True when the tests notice the mutant."""
    binary = next(
        os.path.join(COPY, ".build/release", name)
        for name in os.listdir(os.path.join(COPY, ".build/release")) if name.endswith("PackageTests.xctest"))
    environment = dict(
        os.environ, WEIR_MUTANT=str(index), WEIR_PROPERTY_RUNS="40", WEIR_PROPERTY_SEED="1", SWIFT_BACKTRACE="enable=no")
    process = subprocess.Popen(
        [binary, "--testing-library", "swift-testing"] + arguments, cwd=COPY, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return True
    if index < 0 and process.returncode != 0:
        sys.exit("the tests fail without a mutant:\n" + "\n".join(re.findall(r"^.*(?:✘|recorded).*$", output, re.M)[:20]))
    return process.returncode != 0


def stages(target):
    """The tests of the target, then what is general, quickest first."""
    own = TARGETS[target]
    general = ["PipelineFilesTests|CommandLineTests", "PropertiesTests", "GoldenCases"]
    rest = [["--skip", "|".join([own] + general)]] if os.environ.get("ALL") else []
    return [["--filter", own]] + [["--filter", name] for name in general] + rest


class Limits:
    """How long a run may take: so many times what it takes without a mutant, measured when it is needed first."""

    def __init__(self):
        self.seconds, self.lock = {}, threading.Lock()

    def of(self, arguments):
        with self.lock:
            key = tuple(arguments)
            if key not in self.seconds:
                started = time.time()
                run(-1, arguments, 3600)
                self.seconds[key] = 60 + 5 * (time.time() - started)
                print(f"without a mutant {' '.join(arguments)} takes {time.time() - started:.0f} s", flush=True)
            return self.seconds[key]


def verdict(index, site, limits):
    target = site[0].split("/Sources/")[1].split("/")[0]
    noticed = any(run(index, arguments, limits.of(arguments)) for arguments in stages(target))
    return "killed" if noticed else "survived"


class Verdicts:
    """What is known of the mutants of this very copy."""

    def __init__(self, mutants):
        digest = hashlib.sha256(repr(sorted(mutants.items())).encode())
        for folder in ("Sources", "Tests"):
            for parent, folders, names in sorted(os.walk(os.path.join(COPY, folder))):
                for name in sorted(names):
                    with open(os.path.join(parent, name), "rb") as file:
                        digest.update(file.read())
        self.path, self.lock, self.known = os.path.join(SCRATCH, digest.hexdigest()[:16] + ".verdicts"), threading.Lock(), {}
        if os.path.exists(self.path):
            with open(self.path) as file:
                self.known = {int(index): word for index, word in (line.split() for line in file)}

    def of(self, index, find, site):
        if index not in self.known:
            word = find(index, site)
            with self.lock, open(self.path, "a") as file:
                self.known[index] = word
                file.write(f"{index} {word}\n")
        return self.known[index]


def main():
    global ALL
    count = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else random.randrange(1 << 32)
    jobs = int(os.environ.get("JOBS", "2"))
    ALL = sorted(
        site for target in TARGETS for folder, _, files in os.walk(os.path.join(ROOT, "Sources", target))
        for name in files if name.endswith(".swift") for site in sites(os.path.join(folder, name)))
    order = ALL[:]
    random.Random(seed).shuffle(order)
    mutants, spare = dict(enumerate(order[:count])), order[count:]
    print(f"mutate: {len(mutants)} of {len(ALL)} sites, seed {seed}", flush=True)
    os.makedirs(COPY, exist_ok=True)
    copy_project({path for path, *_ in ALL})
    # Tests look for shared data beside the project.
    shared, link = os.path.join(os.path.dirname(ROOT), "shared"), os.path.join(SCRATCH, "shared")
    if os.path.isdir(shared) and not os.path.lexists(link):
        os.symlink(shared, link)
    stillborn = build(mutants, spare)
    print(f"built, {stillborn} that did not compile were replaced", flush=True)
    limits = Limits()
    kept = Verdicts(mutants)
    killed, survivors = 0, []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(kept.of, index, lambda i, s: verdict(i, s, limits), site): site for index, site in mutants.items()}
        for done, future in enumerate(concurrent.futures.as_completed(futures)):
            if done > 0 and done % 20 == 0:
                print(f"{done} mutants, {killed} killed", flush=True)
            path, number, _, found = site = futures[future]
            if future.result() == "killed":
                killed += 1
                continue
            survivors.append(site)
            with open(path) as file:
                line = file.read().split("\n")[number].strip()
            print(f"survived {path.replace(ROOT + '/', '')}:{number + 1} '{found}' | {line[:110]}", flush=True)
    total = killed + len(survivors)
    score = 100 * killed / max(1, total)
    print(f"mutate: {total} mutants, {killed} killed, {len(survivors)} survived, score {score:.1f} %")
    if total < count or score < WANTED:
        sys.exit(1)


main()
