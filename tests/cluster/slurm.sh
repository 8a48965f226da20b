# Sourced by the tests in this folder: a Slurm cluster of one controller and two nodes on this machine, in a folder of its own, that
# goes when the test ends. Needs root, and Debian's slurm-wlm and munge.
#
#   cluster_up             starts it; $cluster is its folder, which both nodes see
#   cluster_wait JOB [S]   waits until a job has left the queue, at most S seconds (default: 600)
#   cluster_down           ends it (also at exit)

cluster=
cluster_pids=()

cluster_fail() {
  echo "$*" >&2
  [[ $cluster ]] && tail -n 20 "$cluster"/log/*.log >&2
  exit 1
}

cluster_up() {
  local program cpus memory node
  for program in munged mungekey slurmctld slurmd sbatch srun scontrol squeue; do
    command -v "$program" > /dev/null || { echo "'$program' is missing: apt-get install slurm-wlm munge" >&2; exit 125; }
  done
  [[ $(id -u) == 0 ]] || { echo "a cluster on one machine needs root" >&2; exit 125; }
  cluster=$(mktemp -d -t alexnet-slurm-XXXXXX)
  trap cluster_down EXIT
  chmod 755 "$cluster"
  mkdir "$cluster"/{log,state,munge,node1,node2}
  mungekey -c -k "$cluster/munge/key"
  munged --foreground --force --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" --pid-file="$cluster/munge/pid" \
    --seed-file="$cluster/munge/seed" --log-file="$cluster/log/munged.log" > /dev/null 2>&1 &
  cluster_pids+=($!)

  # Each node has all the processors: what is tested is who does what, not how fast.
  cpus=$(nproc) memory=$(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
  cat > "$cluster/slurm.conf" << CONF
ClusterName=alexnet
SlurmctldHost=localhost
SlurmctldPort=16817
AuthInfo=socket=$cluster/munge/socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/%n.pid
SlurmctldLogFile=$cluster/log/slurmctld.log
SlurmdLogFile=$cluster/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1
KillWait=5
MinJobAge=300
NodeName=node1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=16818 CPUs=$cpus RealMemory=$memory
NodeName=node2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=16819 CPUs=$cpus RealMemory=$memory
PartitionName=main Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$cluster/slurm.conf
  for _ in {1..50}; do [[ -S $cluster/munge/socket ]] && break; sleep 0.1; done
  slurmctld -D > /dev/null 2>&1 & cluster_pids+=($!)
  for node in node1 node2; do slurmd -D -N "$node" > /dev/null 2>&1 & cluster_pids+=($!); done
  for _ in {1..120}; do
    [[ $(sinfo --noheader --Node --format=%T 2> /dev/null | grep -c idle) == 2 ]] && return
    sleep 0.5
  done
  cluster_fail "The nodes do not become idle: $(sinfo --noheader --Node 2>&1)"
}

cluster_wait() { # JOB [SECONDS]
  local end=$((SECONDS + ${2:-600}))
  while squeue --noheader --job "$1" 2> /dev/null | grep -q .; do
    # What was put back into the queue would wait there for two minutes.
    squeue --noheader --job "$1" --states=PENDING --format=%A 2> /dev/null | while read -r id; do
      scontrol update jobid="$id" starttime=now 2> /dev/null
    done
    ((SECONDS < end)) || cluster_fail "Job $1 does not end: $(squeue --job "$1")"
    sleep 1
  done
}

cluster_down() {
  local pid
  [[ $cluster ]] || return 0
  scancel --user=root 2> /dev/null
  for pid in $(printf '%s\n' "${cluster_pids[@]}" | tac); do kill "$pid" 2> /dev/null; wait "$pid" 2> /dev/null; done
  cluster_pids=()
  rm -rf "$cluster"
  cluster=
}
