# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion of polycost for bash.

# _polycost_names SECTION... : the names that `polycost info` lists for the model on the command line.
_polycost_names() {
  local model=${_polycost_operands[1]-}
  [[ $model ]] || return
  polycost info "$model" 2>/dev/null |
    awk -v wanted=" $* " '/^[A-Z]/ { here = index(wanted, " " $1 " ") } here && /^  [^ ]/ { print $1 }'
}

# The operands before the word to complete: verb, model, bindings.
_polycost_find_operands() {
  local i word
  _polycost_operands=()
  _polycost_expression=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      -e | --expression) _polycost_expression=yes && ((i++)) ;;
      -[pmf] | --preset | --from | --with | --metric | --at | --collect | --approx | --as | --assume | --share | --depth | --collapse | --left | --right | --over | --for | --by | --ops | --rename | --unknown | --node | --equals | --at-most | --at-least | --equals-node | --at-most-node | --at-least-node | --format | --color | --width | --rows | --rows-format | --columns | --on-error | --threads | --where | --top | --pareto | --shard | \
        --max-*) [[ ${COMP_WORDS[i + 1]-} == = ]] && ((i++)); ((i++)) ;;
      -*) ;;
      *) _polycost_operands+=("$word") ;;
    esac
  done
}

_polycost_options() {
  local model='-e --expression -p --preset --from --with --ops --rename --no-fold --unknown --strict --max-terms --max-bits --max-depth --max-nodes --max-memory'
  local count='-m --metric --assume --human'
  local cost="$count --at"
  local all='-f --format --color -h --help'
  case $1 in
    formula) echo "$model $cost $all --approx --collect --factor --horner --derive --bind" ;;
    tree) echo "$model $cost $all --depth --collapse --percent --width" ;;
    eval) echo "$model $cost $all --approx --each" ;;
    asymptotics) echo "$model $cost $all --as --regimes --share --bind" ;;
    diff) echo "$model $cost $all --left --right --over --tree --bind" ;;
    sensitivity) echo "$model $cost $all --for" ;;
    solve) echo "$model $cost $all --for --node --equals --at-most --at-least --equals-node --at-most-node --at-least-node --bind" ;;
    ops) echo "$model $cost $all --by" ;;
    verify) echo "$model $count $all" ;;
    sweep) echo "$model -m --metric --at --assume $all --rows --rows-format --columns --keep --no-header --decimal --on-error --threads --where --top --by --pareto --shard" ;;
    info) echo "$model $all" ;;
    list) echo "$all" ;;
    *) echo "-h --help -V --version" ;;
  esac
}

_polycost() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local -a _polycost_operands
  local _polycost_expression
  [[ $current == = ]] && current=
  [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}
  _polycost_find_operands
  COMPREPLY=()
  case $previous in
    -f | --format)
      local formats='text latex mathml sympy json csv c python javascript sql dot'
      [[ ${_polycost_operands[0]-} == sweep ]] && formats='csv tsv jsonl npy npy128'
      mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$current") && return
      ;;
    --rows-format) mapfile -t COMPREPLY < <(compgen -W 'csv tsv jsonl' -- "$current") && return ;;
    --on-error) mapfile -t COMPREPLY < <(compgen -W 'stop skip mark' -- "$current") && return ;;
    --rows) mapfile -t COMPREPLY < <(compgen -f -- "$current") && return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current") && return ;;
    --from) mapfile -t COMPREPLY < <(compgen -W 'cost torch hf' -- "$current") && return ;;
    --by) mapfile -t COMPREPLY < <(compgen -W 'op module dtype file' -- "$current") && return ;;
    --unknown) mapfile -t COMPREPLY < <(compgen -W 'symbol ignore' -- "$current") && return ;;
    --ops) mapfile -t COMPREPLY < <(compgen -f -X '!*.cost' -- "$current") && return ;;
    -p | --preset | --share) mapfile -t COMPREPLY < <(compgen -W "$(_polycost_names Presets)" -- "$current") && return ;;
    -m | --metric) mapfile -t COMPREPLY < <(compgen -W "$(_polycost_names Metrics)" -- "$current") && return ;;
    --as | --collect | --for) mapfile -t COMPREPLY < <(compgen -W "$(_polycost_names Symbols Options)" -- "$current") && return ;;
    -e | --expression | --at | --approx | --node | --equals | --at-most | --at-least | --equals-node | --at-most-node | --at-least-node | --assume | --depth | --collapse | --over | --rename | --width | --columns | --threads | --max-*) return ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_polycost_options "${_polycost_operands[0]-}")" -- "$current")
  elif ((${#_polycost_operands[@]} == 0)); then
    mapfile -t COMPREPLY < <(compgen -W 'formula tree eval asymptotics diff sensitivity solve ops verify sweep list info' -- "$current")
  elif [[ ${_polycost_operands[0]} == list ]]; then
    return
  elif { ((${#_polycost_operands[@]} == 1)) && [[ ! $_polycost_expression ]]; } ||
    { ((${#_polycost_operands[@]} == 2)) && [[ ${_polycost_operands[0]} == diff ]]; }; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(
      compgen -W "$(polycost list 2>/dev/null | awk '{ print $1 }')" -- "$current"
      compgen -f -X '!*.cost' -- "$current"
      compgen -d -- "$current"
    )
  elif ((${#_polycost_operands[@]} == 2)) && [[ ${_polycost_operands[0]} == verify ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [[ $current != *=* ]]; then
    compopt -o nospace 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -S = -W "$(_polycost_names Symbols Options)" -- "$current")
  fi
}

complete -F _polycost polycost
