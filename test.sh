#!/usr/bin/env bash
# Everything that proves the product: installs what is missing, builds, runs all tests, and ends with a line that counts them.
# A test that cannot run on this machine says so and is counted as skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

say() { printf '\n== %s\n' "$*"; }

# What the tests use beside the .NET SDK. Installing is an attempt: a test that still misses something says what.
install_missing() {
    local packages=()
    command -v python3 >/dev/null || packages+=(python3)
    python3 -c 'import boto3' 2>/dev/null || packages+=(python3-boto3)
    command -v npm >/dev/null || packages+=(nodejs npm)
    if ((${#packages[@]})) && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        say "Installing ${packages[*]}"
        (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}") ||
            echo "Not installed: ${packages[*]}; the tests that need them are skipped."
    fi

    # A second SQS server, written by other people, that the queue pumps are tested against. All versions are locked: what a range means today a registry may
    # not serve tomorrow.
    if command -v npm >/dev/null && ! cmp -s Tests/Shared/servers/package-lock.json .tools/package-lock.json; then
        say "Installing the servers of Tests/Shared/servers"
        mkdir -p .tools
        cp Tests/Shared/servers/package.json .tools/
        for _ in 1 2 3; do
            cp Tests/Shared/servers/package-lock.json .tools/
            npm ci --prefix .tools --no-fund --no-audit --ignore-scripts --loglevel=error && return
            rm -rf .tools/package-lock.json
        done
        echo "Not installed: fauxqs; the tests that need it are skipped."
    fi
}

SUITE_SECONDS=1500
install_missing

say "Building"
dotnet build OrleansDefender.sln --nologo -v quiet || {
    echo "The build failed."
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
}

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
count() { grep -o "<assembly [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc 0-9; }
for suite in Unit Cluster Aws; do
    say "Tests/$suite"
    # Far more than a suite takes: a test that hangs is a failure, not a wait.
    timeout --kill-after=10 "$SUITE_SECONDS" dotnet "artifacts/bin/OrleansDefender.Tests.$suite/debug/OrleansDefender.Tests.$suite.dll" \
        -noColor -noLogo -xml "$results/$suite.xml" "$@"
    code=$?
    if [ ! -s "$results/$suite.xml" ]; then
        echo "Tests/$suite ended with code $code and left no results."
        failed=$((failed + 1))
        continue
    fi

    suite_failed=$(($(count "$results/$suite.xml" failed) + $(count "$results/$suite.xml" errors)))
    if [ "$code" != 0 ] && [ "$suite_failed" = 0 ]; then
        echo "Tests/$suite ended with code $code."
        suite_failed=1
    fi

    passed=$((passed + $(count "$results/$suite.xml" passed)))
    failed=$((failed + suite_failed))
    skipped=$((skipped + $(count "$results/$suite.xml" skipped)))
done

if ((passed + failed + skipped == 0)); then
    echo "No test ran."
    failed=1
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
