/**
 * What values /proc/sys/net takes (proc_dou8vec_minmax and its kin): the bounds that Linux 6.18 was found to
 * hold, "LOW HIGH NAME..." a line; a name that is not here takes any 32-bit number. HZ is 250, so seconds
 * kept in jiffies end at 8589934 and milliseconds are multiples of four.
 */
const BOUNDS = `
-8589934 8589934 ipv4/ipfrag_time ipv4/route/mtu_expires ipv4/tcp_fin_timeout ipv4/tcp_keepalive_intvl
-8589934 8589934 ipv4/tcp_keepalive_time ipv6/idgen_delay ipv6/ip6frag_time ipv6/route/gc_interval
-8589934 8589934 ipv6/route/gc_min_interval ipv6/route/gc_timeout ipv6/route/mtu_expires
-8589934 8589934 netfilter/nf_conntrack_frag6_timeout netfilter/nf_conntrack_generic_timeout
-8589934 8589934 netfilter/nf_conntrack_gre_timeout netfilter/nf_conntrack_gre_timeout_stream
-8589934 8589934 netfilter/nf_conntrack_icmp_timeout netfilter/nf_conntrack_icmpv6_timeout
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_closed netfilter/nf_conntrack_sctp_timeout_cookie_echoed
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_cookie_wait
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_established
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_heartbeat_sent
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_shutdown_ack_sent
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_shutdown_recd
-8589934 8589934 netfilter/nf_conntrack_sctp_timeout_shutdown_sent netfilter/nf_conntrack_tcp_timeout_close
-8589934 8589934 netfilter/nf_conntrack_tcp_timeout_close_wait netfilter/nf_conntrack_tcp_timeout_established
-8589934 8589934 netfilter/nf_conntrack_tcp_timeout_fin_wait netfilter/nf_conntrack_tcp_timeout_last_ack
-8589934 8589934 netfilter/nf_conntrack_tcp_timeout_max_retrans netfilter/nf_conntrack_tcp_timeout_syn_recv
-8589934 8589934 netfilter/nf_conntrack_tcp_timeout_syn_sent netfilter/nf_conntrack_tcp_timeout_time_wait
-8589934 8589934 netfilter/nf_conntrack_tcp_timeout_unacknowledged netfilter/nf_conntrack_udp_timeout
-8589934 8589934 netfilter/nf_conntrack_udp_timeout_stream
-31 31 ipv4/tcp_adv_win_scale
0 1 core/tstamp_allow_data core/txrehash ipv4/fib_multipath_use_neigh ipv4/icmp_echo_enable_probe
0 1 ipv4/icmp_echo_ignore_all ipv4/icmp_echo_ignore_broadcasts ipv4/icmp_errors_use_inbound_ifaddr
0 1 ipv4/icmp_ignore_bogus_error_responses ipv4/ip_autobind_reuse ipv4/ip_forward_update_priority
0 1 ipv4/nexthop_compat_mode ipv4/raw_l3mdev_accept ipv4/tcp_autocorking ipv4/tcp_backlog_ack_defer
0 1 ipv4/tcp_ecn_fallback ipv4/tcp_l3mdev_accept ipv4/tcp_migrate_req ipv4/tcp_no_ssthresh_metrics_save
0 1 ipv4/tcp_plb_enabled ipv4/tcp_reflect_tos ipv4/tcp_shrink_window ipv4/udp_l3mdev_accept
0 1 ipv6/icmp/error_anycast_as_unicast ipv6/route/skip_notify_on_dev_down netfilter/nf_conntrack_acct
0 1 netfilter/nf_conntrack_checksum netfilter/nf_conntrack_tcp_be_liberal
0 1 netfilter/nf_conntrack_tcp_ignore_invalid_rst netfilter/nf_conntrack_tcp_loose
0 1 netfilter/nf_conntrack_timestamp netfilter/nf_hooks_lwtunnel
0 2 ipv4/fib_notify_on_flag_change ipv4/tcp_ecn ipv4/tcp_ecn_option ipv4/tcp_tw_reuse
0 2 ipv6/fib_notify_on_flag_change netfilter/nf_conntrack_events
0 3 core/rps_default_mask ipv4/fib_multipath_hash_policy ipv4/tcp_ecn_option_beacon ipv6/auto_flowlabels
0 3 ipv6/fib_multipath_hash_policy
0 4 ipv4/tcp_early_retrans
0 7 ipv6/flowlabel_reflect
0 31 ipv4/tcp_app_win ipv4/tcp_plb_idle_rehash_rounds ipv4/tcp_plb_rehash_rounds
0 127 ipv4/tcp_syn_linear_timeouts
0 255 ipv4/fwmark_reflect ipv4/igmp_link_local_mcast_reports ipv4/ip_dynaddr ipv4/ip_early_demux
0 255 ipv4/ip_forward_use_pmtu ipv4/ip_no_pmtu_disc ipv4/ip_nonlocal_bind ipv4/tcp_abort_on_overflow
0 255 ipv4/tcp_comp_sack_nr ipv4/tcp_dsack ipv4/tcp_early_demux ipv4/tcp_fack ipv4/tcp_frto
0 255 ipv4/tcp_fwmark_accept ipv4/tcp_keepalive_probes ipv4/tcp_moderate_rcvbuf ipv4/tcp_mtu_probing
0 255 ipv4/tcp_no_metrics_save ipv4/tcp_orphan_retries ipv4/tcp_plb_suspend_rto_sec ipv4/tcp_recovery
0 255 ipv4/tcp_retrans_collapse ipv4/tcp_retries1 ipv4/tcp_retries2 ipv4/tcp_rfc1337 ipv4/tcp_sack
0 255 ipv4/tcp_slow_start_after_idle ipv4/tcp_stdurg ipv4/tcp_synack_retries ipv4/tcp_syncookies
0 255 ipv4/tcp_thin_linear_timeouts ipv4/tcp_timestamps ipv4/tcp_tso_rtt_log ipv4/tcp_tso_win_divisor
0 255 ipv4/tcp_window_scaling ipv4/tcp_workaround_signed_windows ipv4/udp_early_demux
0 255 ipv6/anycast_src_echo_reply ipv6/bindv6only ipv6/flowlabel_consistency ipv6/flowlabel_state_ranges
0 255 ipv6/fwmark_reflect ipv6/icmp/echo_ignore_all ipv6/icmp/echo_ignore_anycast
0 255 ipv6/icmp/echo_ignore_multicast ipv6/ip_nonlocal_bind netfilter/nf_conntrack_log_invalid
0 255 netfilter/nf_conntrack_tcp_max_retrans
0 256 ipv4/tcp_plb_cong_thresh
0 1000 ipv4/tcp_pacing_ca_ratio ipv4/tcp_pacing_ss_ratio
0 32768 ipv4/ip_unprivileged_port_start
0 65536 ipv4/udp_child_hash_entries
0 86400 ipv4/tcp_min_rtt_wlen
0 4194304 ipv4/ipfrag_low_thresh ipv6/ip6frag_low_thresh netfilter/nf_conntrack_frag6_low_thresh
0 16777215 ipv6/ioam6_id
0 16777216 ipv4/tcp_child_ehash_entries
0 17179869 ipv4/tcp_probe_interval
0 2147483647 core/optmem_max core/somaxconn ipv4/icmp_msgs_burst ipv4/icmp_msgs_per_sec ipv4/icmp_ratelimit
0 2147483647 ipv4/ipfrag_max_dist ipv4/tcp_fastopen_blackhole_timeout_sec ipv4/tcp_invalid_ratelimit
0 2147483647 ipv6/icmp/ratelimit ipv6/route/gc_min_interval_ms
0 4294967295 core/xfrm_aevent_etime core/xfrm_aevent_rseqth ipv4/fib_multipath_hash_seed
0 4294967295 ipv4/tcp_comp_sack_delay_ns ipv4/tcp_comp_sack_slack_ns ipv4/tcp_notsent_lowat ipv6/ioam6_id_wide
1 127 ipv4/tcp_syn_retries
1 255 ipv4/ip_default_ttl ipv4/tcp_min_tso_segs ipv4/tcp_pingpong_thresh
1 300 ipv4/tcp_reordering
1 4095 ipv4/fib_multipath_hash_fields ipv6/fib_multipath_hash_fields
1 60000 ipv4/tcp_tw_reuse_delay
1 2147483647 ipv4/igmp_qrv ipv4/tcp_max_reordering ipv4/tcp_rto_min_us ipv4/udp_rmem_min ipv4/udp_wmem_min
48 65535 ipv4/tcp_min_snd_mss ipv4/tcp_mtu_probe_floor
68 2147483647 ipv4/route/min_pmtu
1000 120000 ipv4/tcp_rto_max_ms
3145728 4294967295 ipv4/ipfrag_high_thresh ipv6/ip6frag_high_thresh netfilter/nf_conntrack_frag6_high_thresh
`;

interface Bound {
  readonly low: number;
  readonly high: number;
}
const ANY: Bound = { low: -2_147_483_648, high: 2_147_483_647 };
const BY_PATH: ReadonlyMap<string, Bound> = new Map(
  BOUNDS.trim()
    .split("\n")
    .flatMap((line) => {
      const [low, high, ...names] = line.split(" ");
      const bound = { low: Number(low), high: Number(high) };
      return names.map((name): [string, Bound] => [name, bound]);
    }),
);

/** May this number be written to /proc/sys/net/PATH? */
export function withinBounds(path: string, value: number): boolean {
  const { low, high } = BY_PATH.get(path) ?? ANY;
  return value >= low && value <= high;
}

/**
 * The number at the start of a text as strtoul_lenient reads it: decimal, 0x or leading-0 octal, ended by white
 * space (what follows is left alone). Null: not one, or beyond 64 bits.
 */
export function sysctlNumber(text: string): number | null {
  const m = /^(-?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)(?=\s|$)/i.exec(text);
  if (m === null) return null;
  const digits = m[2] as string;
  const size = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return size > 2 ** 53 ? null : m[1] === "-" ? -size : size;
}

/** Milliseconds as jiffies keep them. */
export function wholeJiffies(ms: number): number {
  return Math.ceil(ms / 4) * 4;
}
