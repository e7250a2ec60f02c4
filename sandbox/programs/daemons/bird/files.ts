/**
 * What Debian's package bird 1.6.8-2.1 puts on a machine beside its programs. Left out: /usr/share/bird, the unit files
 * (systemd/units.ts knows them), init scripts. bird2's and Calico's default configurations are not planted.
 */
import type { Host } from "../../../kernel/host.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";

const UID = 102;
const GID = 105;

const BIRD_CONF = `# This is a minimal configuration file, which allows the bird daemon to start
# but will not cause anything else to happen.
#
# Please refer to the documentation in the bird-doc package or BIRD User's
# Guide on http://bird.network.cz/ for more information on configuring BIRD and
# adding routing protocols.

# Change this into your BIRD router ID. It's a world-wide unique identification
# of your router, usually one of router's IPv4 addresses.
router id 198.51.100.1;

# The Kernel protocol is not a real routing protocol. Instead of communicating
# with other routers in the network, it performs synchronization of BIRD's
# routing tables with the OS kernel.
protocol kernel {
	scan time 60;
	import none;
#	export all;   # Actually insert routes into the kernel routing table
}

# The Device protocol is not a real routing protocol. It doesn't generate any
# routes and it only serves as a module for getting information about network
# interfaces from the kernel. 
protocol device {
	scan time 60;
}
`;

/** IPv6's differs in one word. */
const BIRD6_CONF = BIRD_CONF.replace("router's IPv4", "router's IPv6");

const ENVVARS = "BIRD_RUN_USER=bird\nBIRD_RUN_GROUP=bird\n#BIRD_ARGS=\n";

export function birdFiles(host: Host, name: string): void {
  const { fs } = host;
  if (name === "calico-node") return;
  const user = { name: "bird", uid: UID, gid: GID, home: "/run/bird", shell: "/usr/sbin/nologin" };
  host.users.set("bird", user);
  fs.plant("/etc/bird", fs.newDir(0o750, null, UID, GID));
  const own = (path: string, text: string): void => {
    const file = fs.newFile(0o640, UID, GID);
    file.writeAt(0, encodeUtf8(text));
    fs.plant(path, file);
  };
  if (name === "bird") {
    own("/etc/bird/bird.conf", BIRD_CONF);
    own("/etc/bird/bird6.conf", BIRD6_CONF);
  }
  fs.plantText("/etc/bird/envvars", ENVVARS);
}
