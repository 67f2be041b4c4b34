# SPDX-License-Identifier: LGPL-3.0-or-later
# Completion of polycost for fish.

set -l verbs formula tree eval asymptotics diff sensitivity solve ops verify sweep list info
set -l models formula tree eval asymptotics diff sensitivity solve ops verify sweep info
set -l costs formula tree eval asymptotics diff sensitivity solve ops verify
set -l nodes formula tree eval asymptotics diff sensitivity solve ops

# The operands before the word to complete: verb, model, bindings.
function __polycost_operands
    set -l words (commandline -opc)
    set -e words[1]
    set -l takes -e -p -m -f --expression --preset --from --with --metric --at --collect --approx --as --assume --share --depth --collapse --left --right --over --for --by --ops --rename --unknown --format --color --rows --rows-format --columns --on-error --threads --where --top --pareto --shard \
        --node --equals --at-most --at-least --equals-node --at-most-node --at-least-node --width --max-terms --max-bits --max-depth --max-nodes --max-memory
    set -l skip no
    for word in $words
        if test $skip = yes
            set skip no
        else if contains -- $word $takes
            set skip yes
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

# The names that `polycost info` lists for the model on the command line, of the sections named.
function __polycost_names
    set -l operands (__polycost_operands)
    test (count $operands) -ge 2; or return
    polycost info $operands[2] 2>/dev/null |
        awk -v wanted=" $argv " '/^[A-Z]/ { here = index(wanted, " " $1 " ") } here && /^  [^ ]/ { print $1 }'
end

function __polycost_wants_model
    set -l operands (__polycost_operands)
    test (count $operands) -eq 1; and test $operands[1] != list
    and not __fish_contains_opt -s e expression
end

function __polycost_wants_binding
    set -l operands (__polycost_operands)
    test (count $operands) -ge 2; and contains -- $operands[1] formula tree eval asymptotics diff sensitivity solve ops verify sweep
end

complete -c polycost -f
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a formula -d 'the total as a formula'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a tree -d 'the breakdown'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a eval -d 'the exact number'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a asymptotics -d 'how the total grows'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a diff -d 'whether two totals are equal'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a sensitivity -d 'what each symbol does'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a solve -d 'where a total meets another'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a ops -d 'the totals by operation'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a verify -d 'whether a checkpoint agrees'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a sweep -d 'exact totals of many rows'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a list -d 'what is shipped'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -a info -d 'what a model declares'
complete -c polycost -n "not __fish_seen_subcommand_from $verbs" -s V -l version -d 'show the versions'

complete -c polycost -n __polycost_wants_model -a "(polycost list 2>/dev/null | awk '{ print \$1 }')" -d 'shipped'
complete -c polycost -n __polycost_wants_model -a "(__fish_complete_suffix .cost)"
complete -c polycost -n '__fish_seen_subcommand_from verify; and test (count (__polycost_operands)) -eq 2' -F
complete -c polycost -n __polycost_wants_binding -a "(__polycost_names Symbols Options | string replace -r '\$' =)"

complete -c polycost -n "__fish_seen_subcommand_from $models" -s e -l expression -x -d 'an expression in place of a model'
complete -c polycost -n "__fish_seen_subcommand_from $models" -s p -l preset -x -a '(__polycost_names Presets)' \
    -d 'bind as this preset says'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l from -x -a 'cost torch hf' -d 'what the model is'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l with -r -d 'the cost file that reads a config'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l ops -r -d 'operation rules'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l rename -x -d 'names of symbols'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l no-fold -d 'equal blocks one by one'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l unknown -x -a 'symbol ignore' \
    -d 'what unknown operations add'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l strict -d 'an unknown operation is an error'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l max-terms -x -d 'terms of a polynomial'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l max-bits -x -d 'bits of a number'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l max-depth -x -d 'nesting of brackets, layers, nodes'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l max-nodes -x -d 'nodes of a tree'
complete -c polycost -n "__fish_seen_subcommand_from $models" -l max-memory -x -d 'bytes of memory'
complete -c polycost -n "__fish_seen_subcommand_from $costs sweep" -s m -l metric -x -a '(__polycost_names Metrics)' \
    -d 'what to count'
complete -c polycost -n "__fish_seen_subcommand_from $nodes sweep" -l at -x -d 'only this node'
complete -c polycost -n "__fish_seen_subcommand_from $costs" -l human -d 'round numbers for reading'
complete -c polycost -n "__fish_seen_subcommand_from formula eval" -l approx -x -d 'decimals of N digits'
complete -c polycost -n "__fish_seen_subcommand_from formula" -l collect -x -a '(__polycost_names Symbols Options)' \
    -d 'group by powers of symbols'
complete -c polycost -n "__fish_seen_subcommand_from formula" -l factor -d 'a product of factors'
complete -c polycost -n "__fish_seen_subcommand_from formula" -l horner -d 'nested'
complete -c polycost -n "__fish_seen_subcommand_from formula" -l derive -d 'step by step'
complete -c polycost -n "__fish_seen_subcommand_from asymptotics" -l as -x -a '(__polycost_names Symbols Options)' \
    -d 'only these symbols grow'
complete -c polycost -n "__fish_seen_subcommand_from $costs sweep" -l assume -x -d 'a fact'
complete -c polycost -n "__fish_seen_subcommand_from asymptotics" -l regimes -d 'when each monomial leads alone'
complete -c polycost -n "__fish_seen_subcommand_from asymptotics" -l share -x -a '(__polycost_names Presets)' \
    -d 'share dropped at a preset or values'
complete -c polycost -n "__fish_seen_subcommand_from formula asymptotics diff solve" -l bind -d 'put in what a config binds'
complete -c polycost -n "__fish_seen_subcommand_from eval" -l each -d 'many models'
complete -c polycost -n "__fish_seen_subcommand_from tree" -l depth -x -d 'levels below the root'
complete -c polycost -n "__fish_seen_subcommand_from tree" -l collapse -x -d 'nodes to close'
complete -c polycost -n "__fish_seen_subcommand_from tree" -l percent -d 'shares in place of totals'
complete -c polycost -n "__fish_seen_subcommand_from tree" -l width -x -d 'columns of the screen'
complete -c polycost -n "__fish_seen_subcommand_from diff" -l left -x -d 'a binding of A alone'
complete -c polycost -n "__fish_seen_subcommand_from diff" -l right -x -d 'a binding of B alone'
complete -c polycost -n "__fish_seen_subcommand_from diff" -l over -x -d 'where in a box the error is largest'
complete -c polycost -n "__fish_seen_subcommand_from diff" -l tree -d 'compare node by node'
complete -c polycost -n "__fish_seen_subcommand_from sensitivity" -l for -x -a '(__polycost_names Symbols)' \
    -d 'only these symbols'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l for -x -a '(__polycost_names Symbols)' -d 'the symbol'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l node -x -d 'the same as --at'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l equals -x -d 'where the total equals this'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l at-most -x -d 'where it is this or less'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l at-least -x -d 'where it is this or more'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l equals-node -x -d 'where it equals this node'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l at-most-node -x -d 'where it is this node or less'
complete -c polycost -n "__fish_seen_subcommand_from solve" -l at-least-node -x -d 'where it is this node or more'
complete -c polycost -n "__fish_seen_subcommand_from ops" -l by -x -a 'op module dtype file' -d 'what a row is'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l rows -r -d 'where the rows are'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l rows-format -x -a 'csv tsv jsonl' -d 'how they are written'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l columns -x -d 'names of the columns'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l keep -d 'pass on other columns'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l no-header -d 'no line with names'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l decimal -d 'texts in arrays'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l on-error -x -a 'stop skip mark' -d 'what to do with a bad row'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l threads -x -d 'work in N threads'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l where -x -d 'only rows for which it holds'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l top -x -d 'the N rows with the largest'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l by -x -d 'what is largest'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l pareto -x -d 'the rows that none beats'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -l shard -x -d 'part I of N'
complete -c polycost -n "__fish_seen_subcommand_from sweep" -s f -l format -x -a 'csv tsv jsonl npy npy128' -d 'how to write rows'
complete -c polycost -n "not __fish_seen_subcommand_from sweep" -s f -l format -x -a 'text latex mathml sympy json csv c python javascript sql dot' -d 'how to print'
complete -c polycost -l color -x -a 'auto always never' -d 'when to colour'
complete -c polycost -s h -l help -d 'show the options'
