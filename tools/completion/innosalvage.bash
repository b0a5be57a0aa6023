# bash completion for innosalvage

_innosalvage() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' word
  local common='--help --threads --also --schema --schema-dir --tables --all --page-size --checksum --ddrescue-map --keyring --keyring-password --page0 --limit --progress'
  local limits='page-list data-file-pages mended-pages lob-versions json-depth sdi-object sdi-file statement statement-tokens definition-file like-columns dump-row dump-values keyring-file lob-batch carve-images carve-files carve-runs carve-older carve-unproven findings report-list carve-list'
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      triage | salvage | carve | schema | inspect | merge | verify) command=$word; break ;;
    esac
  done
  if [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'triage salvage carve schema inspect merge verify --help --version' -- "$cur")
    return
  fi
  case $prev in
    --format) mapfile -t COMPREPLY < <(compgen -W 'sql csv tsv jsonl sqlite' -- "$cur"); return ;;
    --compress) mapfile -t COMPREPLY < <(compgen -W 'none gz zst' -- "$cur"); return ;;
    --load-script) mapfile -t COMPREPLY < <(compgen -W 'inline source' -- "$cur"); return ;;
    --page-size) mapfile -t COMPREPLY < <(compgen -W '4096 8192 16384 32768 65536' -- "$cur"); return ;;
    --checksum) mapfile -t COMPREPLY < <(compgen -W 'classic crc32 innodb none full_crc32' -- "$cur"); return ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W 'auto never' -- "$cur"); return ;;
    --limit)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -S = -W "$limits" -- "$cur")
      return
      ;;
    --threads | --tables | --page) return ;;
    -o | --out)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      return
      ;;
  esac
  if [[ $cur == -* ]]; then
    case $command in
      triage) common+=' --json --html' ;;
      salvage) common+=' --out --format --compress --split-size --deleted --with-evidence --trust-schema --load-script --resume --examiner --case --note --log-json --target' ;;
      schema) common+=' --target' ;;
      carve) common='--help --out --threads --resume --range --join --ddrescue-map --keyring --keyring-password --examiner --case --note --limit --progress' ;;
      merge) common='--help --backup --tables --compress --limit' ;;
      verify) common='--help --socket --user --tables --merged --limit' ;;
      inspect) common='--help --page --page-size --checksum --schema --schema-dir --keyring --keyring-password --page0 --limit' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$common" -- "$cur")
    return
  fi
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
complete -F _innosalvage innosalvage
