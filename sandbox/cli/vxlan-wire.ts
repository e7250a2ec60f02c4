/**
 * A cable whose far end is a VXLAN device of a real kernel: a VXLAN datagram (RFC 7348) is an Ethernet
 * frame in UDP, so a UDP socket is such a cable. One socket carries all cables, a VNI each.
 */
import { createSocket, type Socket } from "node:dgram";

export const VXLAN_PORT = 4789;
const HEADER = 8;
const VNI_VALID = 0x08;
const BUFFER_BYTES = 4 << 20;

export class VxlanWires {
  private readonly socket: Socket;
  private readonly remote: string;
  private readonly port: number;
  private readonly receivers = new Map<number, (frame: Uint8Array) => void>();
  /** Datagrams that were no frame for any of our cables. */
  strays = 0;

  private constructor(socket: Socket, remote: string, port: number) {
    this.socket = socket;
    this.remote = remote;
    this.port = port;
    socket.on("message", (datagram, from) => {
      const receive =
        from.address === remote && datagram.length >= HEADER && datagram[0] === VNI_VALID
          ? this.receivers.get(datagram.readUIntBE(4, 3))
          : undefined;
      if (receive === undefined) this.strays++;
      else receive(datagram.subarray(HEADER));
    });
    // The far end may be down: ICMP errors come back to the socket and say nothing new.
    socket.on("error", () => undefined);
  }

  /** Listens on `local`; the far end is `remote`, both on {@link VXLAN_PORT}. */
  static open(local: string, remote: string): Promise<VxlanWires> {
    const socket = createSocket({
      type: "udp4",
      // Addresses only: a name server is never asked.
      lookup: (host, _options, done) => done(null, host, 4),
    });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(VXLAN_PORT, local, () => {
        socket.off("error", reject);
        try {
          socket.setRecvBufferSize(BUFFER_BYTES);
          socket.setSendBufferSize(BUFFER_BYTES);
        } catch {
          // The system's own size will do.
        }
        resolve(new VxlanWires(socket, remote, VXLAN_PORT));
      });
    });
  }

  onFrame(vni: number, receive: (frame: Uint8Array) => void): void {
    this.receivers.set(vni, receive);
  }

  /** Copies the frame bytes[start, end) and sends it. */
  send(vni: number, bytes: Uint8Array, start: number, end: number): void {
    const datagram = Buffer.allocUnsafe(HEADER + end - start);
    datagram.writeUInt32BE(VNI_VALID * 0x1000000, 0);
    datagram.writeUInt32BE(vni * 256, 4);
    datagram.set(bytes.subarray(start, end), HEADER);
    this.socket.send(datagram, this.port, this.remote, () => undefined);
  }

  close(): void {
    this.socket.close();
  }
}
