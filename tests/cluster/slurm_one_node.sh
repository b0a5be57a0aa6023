#!/usr/bin/env bash
# tools/cluster on a Slurm of one node, on loopback: an image carved and salvaged as an array of tasks gives the same
# bytes as one process does; also when a task is killed in its midst. The same with GNU parallel.
#
#   tests/cluster/slurm_one_node.sh PATH/TO/innosalvage
#
# Needs root, and Debian's slurm-wlm, munge, parallel and e2fsprogs. All of Slurm's files are in a temporary folder, and
# its daemons end with the test. Exit: 0 the same bytes, 1 not, 77 something needed is missing.
set -euo pipefail

tool=$(readlink -f "${1:?PATH/TO/innosalvage}")
here=$(cd "$(dirname "$0")" && pwd)
cluster=$(readlink -f "$here/../../tools/cluster/innosalvage-cluster")
export PATH=$PATH:/usr/sbin:/sbin INNOSALVAGE=$tool
for needed in slurmctld slurmd sbatch munged parallel mkfs.ext4; do
  command -v $needed >/dev/null || { echo "skipped: no $needed here"; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "skipped: Slurm's daemons want root here"; exit 77; }

scratch=$(mktemp -d)
pids=()
tidy() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$scratch" 2>/dev/null || { sleep 2; rm -rf "$scratch"; }
}
trap tidy EXIT

# An authentication daemon and a cluster of our own.
mkdir -p "$scratch/munge" "$scratch/state" "$scratch/spool"
chmod 755 "$scratch"
chmod 700 "$scratch/munge"
dd if=/dev/urandom of="$scratch/munge/key" bs=1 count=1024 status=none
chmod 400 "$scratch/munge/key"
munged --foreground --force --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" \
  --pid-file="$scratch/munge/pid" --log-file="$scratch/munge/log" --seed-file="$scratch/munge/seed" &
pids+=($!)
node=$(hostname -s)
export SLURM_CONF=$scratch/slurm.conf
cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CredType=cred/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2
MinJobAge=300
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
for _ in $(seq 50); do [ -S "$scratch/munge/socket" ] && break; sleep 0.2; done
slurmctld -D >"$scratch/slurmctld.out" 2>&1 &
pids+=($!)
slurmd -D -N "$node" >"$scratch/slurmd.out" 2>&1 &
pids+=($!)
for _ in $(seq 100); do sinfo -h -o %t 2>/dev/null | grep -q idle && break; sleep 0.3; done
sinfo -h -o %t | grep -q idle || { tail -n 20 "$scratch"/slurm*.log "$scratch"/*.out; echo "the node does not come up"; exit 1; }

# An image with tablespaces that real servers wrote.
mkdir -p "$scratch/datadir/db"
for file in "$here"/../../testdata/mysql-9/{types_dynamic,two_levels_compact,off_page_dynamic,key_last}.ibd.xz; do
  xz -dc "$file" >"$scratch/datadir/db/$(basename "$file" .xz)"
done
truncate -s 72M "$scratch/disk.img"
mkfs.ext4 -q -F -d "$scratch/datadir" "$scratch/disk.img" >/dev/null 2>&1
dd if=/dev/zero of="$scratch/disk.img" bs=64K count=1 conv=notrunc status=none

# One process.
mkdir "$scratch/one"
cd "$scratch/one"
"$tool" carve "$scratch/disk.img" -o found --progress never >/dev/null || [ $? = 1 ]
"$tool" salvage found -o out --progress never 2>/dev/null || [ $? = 1 ]
ls out/tables/* >/dev/null

same() {
  local kind
  for kind in tables suspect deleted; do
    [ -d "$scratch/one/out/$kind" ] || [ -d "$1/out/$kind" ] || continue
    diff -r "$scratch/one/out/$kind" "$1/out/$kind" || { echo "$2: $kind differs"; exit 1; }
  done
  diff -r -x carve.json -x carve.finds "$scratch/one/found" "$1/found" || { echo "$2: what was carved differs"; exit 1; }
}

wait_for() {
  for _ in $(seq 600); do
    [ -d "$1/out" ] && return 0
    squeue -h -t all -o '%T' | grep -q -E 'FAILED|NODE_FAIL' && break
    sleep 0.5
  done
  squeue -t all
  tail -n 30 "$1"/log/*
  exit 1
}

"$cluster" plan "$scratch/disk.img" "$scratch/slurm" 16M
"$cluster" submit "$scratch/slurm"
wait_for "$scratch/slurm"
same "$scratch/slurm" "Slurm"

# Again, and a task of the array is killed and requeued as a node that fails would be.
"$cluster" plan "$scratch/disk.img" "$scratch/killed" 16M
SBATCH_OPTIONS='--begin=now+3' "$cluster" submit "$scratch/killed"
requeued=no
for _ in $(seq 200); do
  id=$(squeue -h -r -n carve -t RUNNING -o %A | head -n 1)
  if [ -n "$id" ]; then
    scontrol requeue "$id" && requeued=yes && break
  fi
  sleep 0.02
done
echo "a running task was requeued: $requeued"
wait_for "$scratch/killed"
same "$scratch/killed" "Slurm after a kill"

"$cluster" plan "$scratch/disk.img" "$scratch/parallel" 32M
"$cluster" parallel "$scratch/parallel" --jobs 2 >/dev/null
same "$scratch/parallel" "GNU parallel"
echo "the same bytes from one process, from Slurm, from Slurm after a kill, and from GNU parallel"
