/**
 * `systemctl show`: every property of a service, in the order in which systemd 252 sends them (seen under user-mode
 * Linux). Lines of PROPERTIES that begin with `?` are computed, those with `!` are not there for a unit without a file.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { ServiceState } from "../../../kernel/proc/service.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { fileState } from "./files.ts";
import { cpuOf, isMasked, membersOf, RSS_BYTES, stateOf, unitState } from "./state.ts";
import { TASKS_MAX, timestamp } from "./status.ts";
import { type Exec, fullName, type Unit, UNITS, unitNamed } from "./units.ts";

type Value = string | readonly string[] | null;

/** threads-max of a machine with 4 GB, halved. */
const NPROC = 15_742;
const MEMLOCK_OF_MANAGER = 515_840_000;

/** ExecStart= and ExecStartEx= of one kind. */
function execs(proc: Process, unit: Unit, kind: Exec["kind"], isEx: boolean): readonly string[] {
  const { commands } = stateOf(proc.host, unit);
  return unit.execs
    .filter((one) => one.kind === kind)
    .map((one) => {
      const ran = commands.find((c) => c.text === one.text);
      const at = (us: number | null | undefined): string =>
        us === null || us === undefined ? "[n/a]" : `[${timestamp(proc, us)}]`;
      const isIgnored = kind === "ExecStop";
      const flags = isEx
        ? `flags=${isIgnored ? "ignore-failure" : ""}`
        : `ignore_errors=${isIgnored ? "yes" : "no"}`;
      const code = /code=(\w+), (?:status|signal)=(\w+)/.exec(ran?.end ?? "");
      const end =
        code === null
          ? "code=(null) ; status=0/0"
          : `code=${code[1] ?? ""} ; status=${code[2] ?? ""}`;
      return (
        `{ path=${one.argv[0] ?? ""} ; argv[]=${one.text} ; ${flags} ; start_time=${at(ran?.startedAt)} ; ` +
        `stop_time=${at(ran?.endedAt)} ; pid=${ran?.pid ?? 0} ; ${end} }`
      );
    });
}

/** NAME= and NAMEMonotonic=; the first only when it ever was. */
function times(proc: Process, name: string, at: number | null): [string, Value][] {
  return [
    [name, at === null ? null : timestamp(proc, at)],
    [`${name}Monotonic`, String(at ?? 0)],
  ];
}

const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "bird.service": {
    EnvironmentFiles: "/etc/bird/envvars (ignore_errors=no)",
    Requires: "sysinit.target system.slice",
    After: "network.target sysinit.target basic.target system.slice systemd-journald.socket",
    KillMode: "control-group",
  },
  "nginx.service": {
    Requires: "sysinit.target system.slice",
    Wants: "network-online.target",
    After:
      "system.slice remote-fs.target systemd-journald.socket basic.target nss-lookup.target sysinit.target network-online.target",
    KillMode: "mixed",
  },
};

function ofFile(proc: Process, unit: Unit): [string, Value][] {
  const stop = unit.stopUs >= 60_000_000 ? "1min 30s" : `${unit.stopUs / 1e6}s`;
  const kinds = ["ExecStartPre", "ExecStart", "ExecReload", "ExecStop"] as const;
  const id = unit.name;
  return [
    ["Type", unit.pidFile === null ? "simple" : "forking"],
    ["Restart", unit.restart],
    ["PIDFile", unit.pidFile],
    ["TimeoutStopUSec", stop],
    ["TimeoutAbortUSec", stop],
    ...kinds.flatMap((kind): [string, Value][] => [
      [kind, execs(proc, unit, kind, false)],
      [`${kind}Ex`, execs(proc, unit, kind, true)],
    ]),
    ...Object.entries(FILES[id] ?? {}),
    ["Documentation", unit.docs === null ? null : `"${unit.docs}"`],
    ["Description", unit.description],
    ["LoadState", isMasked(proc, unit) ? "masked" : "loaded"],
    ["FragmentPath", `/lib/systemd/system/${id}`],
    ["UnitFileState", fileState(proc, unit)],
    ["CanStart", "yes"],
    ["CanReload", "yes"],
    ["LimitNOFILE", "524288"],
    ["LimitNOFILESoft", "1024"],
    ["LimitMEMLOCK", "8388608"],
    ["LimitMEMLOCKSoft", "8388608"],
    ["StandardOutput", "journal"],
  ];
}

function ofState(proc: Process, unit: Unit, state: ServiceState): [string, Value][] {
  const [active, sub] = unitState(proc, unit);
  const members = membersOf(proc, unit);
  const runs = state.main !== null;
  const [code, status] = state.mainCode;
  const was = state.startedAt !== null;
  const seed = `invocation:${unit.name}:${state.startedAt ?? 0}`;
  return [
    ["WatchdogUSec", runs ? "0" : "infinity"],
    ["MainPID", String(state.main?.pid ?? 0)],
    ["Result", state.result],
    ["NRestarts", String(state.restarts)],
    ...times(proc, "ExecMainStartTimestamp", state.mainPid === 0 ? null : state.activeAt),
    ["ExecMainExitTimestamp", state.mainEnd === null ? null : timestamp(proc, state.endedAt ?? 0)],
    ["ExecMainExitTimestampMonotonic", String(state.mainEnd === null ? 0 : (state.endedAt ?? 0))],
    ["ExecMainPID", String(state.mainPid)],
    ["ExecMainCode", String(code)],
    ["ExecMainStatus", String(status)],
    ["ControlGroup", runs ? `/system.slice/${unit.name}` : null],
    ["ControlGroupId", runs ? String(900 + UNITS.indexOf(unit)) : "0"],
    ["MemoryCurrent", runs ? String(members.length * RSS_BYTES) : "[not set]"],
    ["CPUUsageNSec", was ? String(cpuOf(proc, unit) * 1000) : "[not set]"],
    ["TasksCurrent", runs ? String(members.length) : "[not set]"],
    ["ActiveState", active],
    ["SubState", sub],
    ...times(proc, "StateChangeTimestamp", state.changedAt),
    ...times(proc, "InactiveExitTimestamp", state.startedAt),
    ...times(proc, "ActiveEnterTimestamp", state.activeAt),
    ...times(proc, "ActiveExitTimestamp", state.endedAt),
    ...times(proc, "InactiveEnterTimestamp", state.endedAt),
    ["ConditionResult", was ? "yes" : "no"],
    ["AssertResult", was ? "yes" : "no"],
    ...times(proc, "ConditionTimestamp", state.startedAt),
    ...times(proc, "AssertTimestamp", state.startedAt),
    ["InvocationID", was ? hex32(proc, seed) : null],
  ];
}

function hex32(proc: Process, seed: string): string {
  const rng = proc.host.sim.rng.fork(seed);
  let out = "";
  while (out.length < 32) out += rng.below(16).toString(16);
  return out;
}

const ABSENT: [string, Value][] = [
  ["Restart", "no"],
  ["TimeoutStopUSec", "1min 30s"],
  ["TimeoutAbortUSec", "1min 30s"],
  ["LoadState", "not-found"],
  ["CanStart", "no"],
  ["CanReload", "no"],
  ["LimitNOFILE", "1048576"],
  ["LimitNOFILESoft", "1048576"],
  ["LimitMEMLOCK", String(MEMLOCK_OF_MANAGER)],
  ["LimitMEMLOCKSoft", String(MEMLOCK_OF_MANAGER)],
  ["StandardOutput", "inherit"],
  ["KillMode", "control-group"],
  ["WatchdogUSec", "infinity"],
  ["MainPID", "0"],
  ["Result", "success"],
  ["NRestarts", "0"],
  ["ExecMainStartTimestampMonotonic", "0"],
  ["ExecMainExitTimestampMonotonic", "0"],
  ["ExecMainPID", "0"],
  ["ExecMainCode", "0"],
  ["ExecMainStatus", "0"],
  ["ControlGroupId", "0"],
  ["MemoryCurrent", "[not set]"],
  ["CPUUsageNSec", "[not set]"],
  ["TasksCurrent", "[not set]"],
  ["ActiveState", "inactive"],
  ["SubState", "dead"],
  ...["StateChange", "InactiveExit", "ActiveEnter", "ActiveExit", "InactiveEnter"].map(
    (name): [string, Value] => [`${name}TimestampMonotonic`, "0"],
  ),
  ["ConditionResult", "no"],
  ["AssertResult", "no"],
  ["ConditionTimestampMonotonic", "0"],
  ["AssertTimestampMonotonic", "0"],
];

/** All of a name, in systemd's order. */
function properties(proc: Process, name: string): [string, string][] {
  const unit = unitNamed(proc, name);
  const id = fullName(name);
  const known = new Map<string, Value>([
    ["Id", id],
    ["Names", id],
    ["TasksMax", String(TASKS_MAX)],
    ...["LimitNPROC", "LimitNPROCSoft", "LimitSIGPENDING", "LimitSIGPENDINGSoft"].map(
      (key): [string, Value] => [key, String(NPROC)],
    ),
    ...(unit === null
      ? [
          ...ABSENT,
          ["Description", id] as [string, Value],
          ["LoadError", `org.freedesktop.systemd1.NoSuchUnit "Unit ${id} not found."`] as [
            string,
            Value,
          ],
        ]
      : [...ofFile(proc, unit), ...ofState(proc, unit, stateOf(proc.host, unit))]),
  ]);
  const out: [string, string][] = [];
  for (const line of PROPERTIES.split("\n")) {
    const at = line.indexOf("=");
    if (line.startsWith("?")) {
      const key = line.slice(1);
      const value = known.get(key) ?? null;
      for (const one of value === null ? [] : typeof value === "string" ? [value] : value)
        out.push([key, one]);
    } else if (!line.startsWith("!")) out.push([line.slice(0, at), line.slice(at + 1)]);
    else if (unit !== null) out.push([line.slice(1, at), line.slice(at + 1)]);
  }
  return out;
}

/** `wanted` empty: all. A name that is none is left out. */
export function* showUnits(
  proc: Process,
  names: readonly string[],
  wanted: readonly string[],
  isValue: boolean,
): Proc<number> {
  const blocks = names.map((name) =>
    properties(proc, name)
      .filter(([key]) => wanted.length === 0 || wanted.includes(key))
      .map(([key, value]) => `${isValue ? value : `${key}=${value}`}\n`)
      .join(""),
  );
  yield* proc.print(blocks.join("\n"));
  return 0;
}

const PROPERTIES = `?Type
ExitType=main
?Restart
?PIDFile
NotifyAccess=none
RestartUSec=100ms
TimeoutStartUSec=1min 30s
?TimeoutStopUSec
?TimeoutAbortUSec
TimeoutStartFailureMode=terminate
TimeoutStopFailureMode=terminate
RuntimeMaxUSec=infinity
RuntimeRandomizedExtraUSec=0
?WatchdogUSec
WatchdogTimestampMonotonic=0
RootDirectoryStartOnly=no
RemainAfterExit=no
GuessMainPID=yes
?MainPID
ControlPID=0
FileDescriptorStoreMax=0
NFileDescriptorStore=0
StatusErrno=0
?Result
ReloadResult=success
CleanResult=success
UID=[not set]
GID=[not set]
?NRestarts
!OOMPolicy=stop
?ExecMainStartTimestamp
?ExecMainStartTimestampMonotonic
?ExecMainExitTimestamp
?ExecMainExitTimestampMonotonic
?ExecMainPID
?ExecMainCode
?ExecMainStatus
?ExecStartPre
?ExecStartPreEx
?ExecStart
?ExecStartEx
?ExecReload
?ExecReloadEx
?ExecStop
?ExecStopEx
!Slice=system.slice
?ControlGroup
?ControlGroupId
?MemoryCurrent
MemoryAvailable=infinity
?CPUUsageNSec
?TasksCurrent
IPIngressBytes=[no data]
IPIngressPackets=[no data]
IPEgressBytes=[no data]
IPEgressPackets=[no data]
IOReadBytes=18446744073709551615
IOReadOperations=18446744073709551615
IOWriteBytes=18446744073709551615
IOWriteOperations=18446744073709551615
Delegate=no
CPUAccounting=yes
CPUWeight=[not set]
StartupCPUWeight=[not set]
CPUShares=[not set]
StartupCPUShares=[not set]
CPUQuotaPerSecUSec=infinity
CPUQuotaPeriodUSec=infinity
IOAccounting=no
IOWeight=[not set]
StartupIOWeight=[not set]
BlockIOAccounting=no
BlockIOWeight=[not set]
StartupBlockIOWeight=[not set]
MemoryAccounting=yes
DefaultMemoryLow=0
DefaultMemoryMin=0
MemoryMin=0
MemoryLow=0
MemoryHigh=infinity
MemoryMax=infinity
MemorySwapMax=infinity
MemoryLimit=infinity
DevicePolicy=auto
TasksAccounting=yes
?TasksMax
IPAccounting=no
ManagedOOMSwap=auto
ManagedOOMMemoryPressure=auto
ManagedOOMMemoryPressureLimit=0
ManagedOOMPreference=none
?EnvironmentFiles
UMask=0022
LimitCPU=infinity
LimitCPUSoft=infinity
LimitFSIZE=infinity
LimitFSIZESoft=infinity
LimitDATA=infinity
LimitDATASoft=infinity
LimitSTACK=infinity
LimitSTACKSoft=8388608
LimitCORE=infinity
LimitCORESoft=0
LimitRSS=infinity
LimitRSSSoft=infinity
?LimitNOFILE
?LimitNOFILESoft
LimitAS=infinity
LimitASSoft=infinity
?LimitNPROC
?LimitNPROCSoft
?LimitMEMLOCK
?LimitMEMLOCKSoft
LimitLOCKS=infinity
LimitLOCKSSoft=infinity
?LimitSIGPENDING
?LimitSIGPENDINGSoft
LimitMSGQUEUE=819200
LimitMSGQUEUESoft=819200
LimitNICE=0
LimitNICESoft=0
LimitRTPRIO=0
LimitRTPRIOSoft=0
LimitRTTIME=infinity
LimitRTTIMESoft=infinity
OOMScoreAdjust=0
CoredumpFilter=0x23
Nice=0
IOSchedulingClass=2
IOSchedulingPriority=4
CPUSchedulingPolicy=0
CPUSchedulingPriority=0
CPUAffinityFromNUMA=no
NUMAPolicy=n/a
TimerSlackNSec=50000
CPUSchedulingResetOnFork=no
NonBlocking=no
StandardInput=null
?StandardOutput
StandardError=inherit
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
SyslogPriority=30
SyslogLevelPrefix=yes
SyslogLevel=6
SyslogFacility=3
LogLevelMax=-1
LogRateLimitIntervalUSec=0
LogRateLimitBurst=0
SecureBits=0
CapabilityBoundingSet=cap_chown cap_dac_override cap_dac_read_search cap_fowner cap_fsetid cap_kill cap_setgid cap_setuid cap_setpcap cap_linux_immutable cap_net_bind_service cap_net_broadcast cap_net_admin cap_net_raw cap_ipc_lock cap_ipc_owner cap_sys_module cap_sys_rawio cap_sys_chroot cap_sys_ptrace cap_sys_pacct cap_sys_admin cap_sys_boot cap_sys_nice cap_sys_resource cap_sys_time cap_sys_tty_config cap_mknod cap_lease cap_audit_write cap_audit_control cap_setfcap cap_mac_override cap_mac_admin cap_syslog cap_wake_alarm cap_block_suspend cap_audit_read cap_perfmon cap_bpf cap_checkpoint_restore
DynamicUser=no
RemoveIPC=no
PrivateTmp=no
PrivateDevices=no
ProtectClock=no
ProtectKernelTunables=no
ProtectKernelModules=no
ProtectKernelLogs=no
ProtectControlGroups=no
PrivateNetwork=no
PrivateUsers=no
PrivateMounts=no
PrivateIPC=no
ProtectHome=no
ProtectSystem=no
SameProcessGroup=no
UtmpMode=init
IgnoreSIGPIPE=yes
NoNewPrivileges=no
SystemCallErrorNumber=2147483646
LockPersonality=no
RuntimeDirectoryPreserve=no
RuntimeDirectoryMode=0755
StateDirectoryMode=0755
CacheDirectoryMode=0755
LogsDirectoryMode=0755
ConfigurationDirectoryMode=0755
TimeoutCleanUSec=infinity
MemoryDenyWriteExecute=no
RestrictRealtime=no
RestrictSUIDSGID=no
RestrictNamespaces=no
MountAPIVFS=no
KeyringMode=private
ProtectProc=default
ProcSubset=all
ProtectHostname=no
?KillMode
KillSignal=15
RestartKillSignal=15
FinalKillSignal=9
SendSIGKILL=yes
SendSIGHUP=no
WatchdogSignal=6
?Id
?Names
?Requires
?Wants
!WantedBy=multi-user.target
!Conflicts=shutdown.target
!Before=multi-user.target shutdown.target
?After
?Documentation
?Description
?LoadState
?ActiveState
FreezerState=running
?SubState
?FragmentPath
?UnitFileState
!UnitFilePreset=enabled
?StateChangeTimestamp
?StateChangeTimestampMonotonic
?InactiveExitTimestamp
?InactiveExitTimestampMonotonic
?ActiveEnterTimestamp
?ActiveEnterTimestampMonotonic
?ActiveExitTimestamp
?ActiveExitTimestampMonotonic
?InactiveEnterTimestamp
?InactiveEnterTimestampMonotonic
?CanStart
CanStop=yes
?CanReload
CanIsolate=no
CanFreeze=yes
StopWhenUnneeded=no
RefuseManualStart=no
RefuseManualStop=no
AllowIsolate=no
DefaultDependencies=yes
OnSuccessJobMode=fail
OnFailureJobMode=replace
IgnoreOnIsolate=no
NeedDaemonReload=no
JobTimeoutUSec=infinity
JobRunningTimeoutUSec=infinity
JobTimeoutAction=none
?ConditionResult
?AssertResult
?ConditionTimestamp
?ConditionTimestampMonotonic
?AssertTimestamp
?AssertTimestampMonotonic
?LoadError
Transient=no
Perpetual=no
StartLimitIntervalUSec=10s
StartLimitBurst=5
StartLimitAction=none
FailureAction=none
SuccessAction=none
?InvocationID
CollectMode=inactive`;
