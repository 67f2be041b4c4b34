#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# Manual pages and completions know what the command knows. Prints TAP.
#
#     companions.sh COMMAND
set -u
PATH=$(cd "$(dirname "$1")" && pwd):$PATH
cd "$(dirname "$0")/../.." || exit 1
export PATH LC_ALL=C.UTF-8
XDG_CONFIG_HOME=$(mktemp -d)
XDG_DATA_HOME=$XDG_CONFIG_HOME
trap 'rm -rf "$XDG_CONFIG_HOME"' EXIT
export XDG_CONFIG_HOME XDG_DATA_HOME
count=0
failed=0

# ok NAME STATUS: a test that passes when the status is 0.
ok() {
  count=$((count + 1))
  if [ "$2" = 0 ]; then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    failed=1
  fi
}

skip() {
  count=$((count + 1))
  echo "ok $count - $1 # SKIP not installed"
}

# same NAME WANTED FOUND
same() {
  [ "$2" = "$3" ]
  ok "$1" $?
  [ "$2" = "$3" ] || printf '# wanted: %s\n# found:  %s\n' "$2" "$3"
}

lines() { tr '\n' ' ' | sed 's/ $//'; }

# Options: all that --help shows are in the manual page and in the completions, and no others.
options=$(for verb in formula tree eval asymptotics diff sensitivity solve ops verify sweep list info ''; do
  # shellcheck disable=SC2086
  polycost $verb --help
done | sed -n 's/^  [- ].[, ] \(--[a-z-]*\).*/\1/p' | sort -u)
same "the manual page has every option" "$(echo "$options" | lines)" \
  "$(sed -n 's/^\.It.* Fl -\([a-z-]*\).*/--\1/p' docs/man/polycost.1 | sort -u | lines)"
same "bash knows every option" "$(echo "$options" | lines)" \
  "$(sed -n '/^_polycost_options/,/^}/p' completions/polycost.bash | grep -o -e '--[a-z-]*' | sort -u | lines)"
same "zsh knows every option" "$(echo "$options" | lines)" \
  "$(grep -o -e "'[*]*--[a-z-]*\[" -e ",--[a-z-]*}" completions/_polycost | tr -d "',*[}" | sort -u | lines)"
same "fish knows every option" "$(echo "$options" | lines)" \
  "$(sed -n 's/^complete.* -l \([a-z-]*\).*/--\1/p' completions/polycost.fish | sort -u | lines)"

if command -v mandoc >/dev/null; then
  for page in docs/man/*; do
    same "$page is well formed" "" "$(mandoc -Tlint -W warning "$page")"
  done
else
  skip "manual pages are well formed"
fi

# in_bash WORD...: what bash offers for the last word.
in_bash() {
  bash -c 'source completions/polycost.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _polycost 2>/dev/null
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | sort -u | lines
}
if command -v bash >/dev/null; then
  same "bash completes verbs" "asymptotics diff eval formula info list ops sensitivity solve sweep tree verify" "$(in_bash polycost '')"
  same "bash completes shipped models" "transformer" "$(in_bash polycost tree trans)"
  same "bash completes presets" "small" "$(in_bash polycost tree transformer --preset '')"
  same "bash completes metrics" "params" "$(in_bash polycost eval linear -m p)"
  same "bash completes symbols" "b= bias=" "$(in_bash polycost eval linear b)"
  same "bash completes the options of a verb" "--collapse --color" "$(in_bash polycost tree linear --col)"
else
  skip "bash completes"
fi

in_fish() {
  # shellcheck disable=SC2016
  fish --no-config -c 'source completions/polycost.fish; complete -C "$argv"' "$1" 2>/dev/null | cut -f 1 | sort -u | lines
}
if command -v fish >/dev/null; then
  same "fish completes verbs" "asymptotics diff eval formula info list ops sensitivity solve sweep tree verify" "$(in_fish 'polycost ')"
  same "fish completes shipped models" "transformer" "$(in_fish 'polycost tree trans')"
  same "fish completes presets" "small" "$(in_fish 'polycost tree transformer --preset ')"
  same "fish completes symbols" "b= bias=" "$(in_fish 'polycost eval linear b')"
else
  skip "fish completes"
fi

if command -v zsh >/dev/null; then
  zsh -n completions/_polycost
  ok "zsh reads its completion" $?
else
  skip "zsh reads its completion"
fi

echo "1..$count"
exit "$failed"
