/** Ends: close(2), shutdown(2), errors that end a connection, TIME-WAIT's beginning. tcp_close, tcp_done. */
import type { Errno } from "../../errno.ts";
import { stopListening } from "./handshake.ts";
import { pushPending, sendActiveReset } from "./output.ts";
import {
  CLOSE_WAIT,
  CLOSED,
  ESTABLISHED,
  FIN_WAIT1,
  FIN_WAIT2,
  LAST_ACK,
  LISTEN,
  NOTHING,
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  SYN_RECV,
  SYN_SENT,
  type TcpSock,
} from "./sock.ts";
import { enterTimeWait } from "./timewait.ts";
import { SECOND } from "../../../sim/scheduler.ts";

/** tcp_abort: ended from outside (`ss -K`). Whoever holds it hears of ECONNABORTED, the other side of a reset. */
export function abortSock(sock: TcpSock): void {
  if (sock.st === LISTEN) {
    stopListening(sock);
    disconnect(sock);
    return;
  }
  const open = sock.st !== CLOSED && sock.st !== SYN_SENT;
  if (open) sendActiveReset(sock);
  fail(sock, "ECONNABORTED");
}

/** The descriptor is gone. What was not read makes it a reset. */
export function closeSock(sock: TcpSock): void {
  const { tcpExt } = sock.stack.snmp;
  sock.orphan = true;
  if (sock.st === LISTEN) {
    stopListening(sock);
    disconnect(sock);
    return;
  }
  if (sock.st === CLOSED || sock.st === SYN_SENT) {
    dropReceived(sock);
    disconnect(sock);
    return;
  }
  const unread = sock.receiveQueue > 0;
  dropReceived(sock);
  sock.shut = RCV_SHUTDOWN | SEND_SHUTDOWN;
  if (unread && sock.st !== SYN_RECV) {
    tcpExt.TCPAbortOnClose++;
    sendActiveReset(sock);
    disconnect(sock);
    return;
  }
  if (sock.options.linger === 0) {
    tcpExt.TCPAbortOnData++;
    sendActiveReset(sock);
    disconnect(sock);
    return;
  }
  queueFin(sock);
  if (sock.st === FIN_WAIT2) enterTimeWait(sock, FIN_WAIT2);
  else if (sock.st !== CLOSED) {
    sock.table.orphans++;
    sock.counted = true;
    sock.keep.clear();
  }
}

export function shutdownSend(sock: TcpSock): void {
  sock.shut |= SEND_SHUTDOWN;
  queueFin(sock);
  sock.writable.wakeAll();
}

/** tcp_close_state and tcp_send_fin. */
function queueFin(sock: TcpSock): void {
  if (sock.finAt >= 0) return;
  if (sock.st === ESTABLISHED || sock.st === SYN_RECV) sock.st = FIN_WAIT1;
  else if (sock.st === CLOSE_WAIT) sock.st = LAST_ACK;
  else return;
  sock.stack.snmp.tcp.CurrEstab--;
  sock.finAt = sock.ring.tail;
  pushPending(sock);
}

/** An error ends the connection: tcp_reset, tcp_write_err. */
export function fail(sock: TcpSock, errno: Errno): void {
  sock.error = errno;
  disconnect(sock);
}

function dropReceived(sock: TcpSock): void {
  for (let i = sock.rcvHead; i < sock.rcvQueue.length; i++) sock.rcvQueue[i]?.free();
  for (const packet of sock.ooo) packet.free();
  sock.rcvQueue = [];
  sock.rcvHead = 0;
  sock.ooo = [];
  sock.oooAt = [];
  sock.oooBytes = 0;
  sock.copied = sock.done ? sock.rcvNxt - 1 : sock.rcvNxt;
}

/** tcp_done: out of every table; data that arrived can still be read while a descriptor is open. */
export function disconnect(sock: TcpSock): void {
  if (sock.destroyed) return;
  sock.destroyed = true;
  const { tcp } = sock.stack.snmp;
  if (sock.st === ESTABLISHED || sock.st === CLOSE_WAIT) {
    tcp.CurrEstab--;
    tcp.EstabResets++;
  } else if ((sock.st === SYN_SENT || sock.st === SYN_RECV) && sock.error !== null)
    tcp.AttemptFails++;
  if (sock.counted) sock.table.orphans--;
  sock.st = CLOSED;
  sock.shut = RCV_SHUTDOWN | SEND_SHUTDOWN;
  sock.timerFor = NOTHING;
  sock.xmit.stop();
  sock.delack.stop();
  sock.keep.stop();
  sock.table.unlisten(sock);
  sock.table.remove(sock);
  sock.table.letGo(sock);
  sock.table.all.delete(sock);
  sock.ring.clear();
  sock.rtx.clear();
  if (sock.orphan) dropReceived(sock);
  sock.readable.wakeAll();
  sock.writable.wakeAll();
}

/** How long an orphan waits in FIN-WAIT-2. */
export function finTimeoutUs(sock: TcpSock): number {
  return sock.table.sysctl.get("fin_timeout") * SECOND;
}
