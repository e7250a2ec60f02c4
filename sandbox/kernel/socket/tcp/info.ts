/** TCP_INFO: what getsockopt(2) tells of a connection, as far as programs here ask. tcp_get_info. */
import type { TcpInfo } from "../types.ts";
import type { TcpSock } from "./sock.ts";

export function tcpInfo(sock: TcpSock): TcpInfo {
  return {
    totalRetransmits: sock.totalRetrans,
    cwnd: sock.cong.cwnd,
    mss: sock.mss,
    window: sock.sndWnd,
    rttUs: sock.srttUs >> 3,
    rttvarUs: sock.mdevUs >> 2,
    pmtu: sock.pmtu,
  };
}
