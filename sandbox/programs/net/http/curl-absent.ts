/** curl 7.88.1's options that are known here and refused by name: NAME or NAME:LETTER. */
const FLAGS = `
anyauth append:a basic cert-status compressed-ssh crlf digest disable-eprt disable-epsv
disallow-username-in-url doh-cert-status doh-insecure fail-early false-start form-escape
ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control haproxy-protocol
http2-prior-knowledge http3 http3-only ignore-content-length junk-session-cookies:j list-only:l
location-trusted mail-rcpt-allowfails metalink negotiate netrc:n netrc-optional no-alpn
no-clobber no-npn no-sessionid ntlm ntlm-wb parallel-immediate path-as-is post301 post302
post303 preproxy proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate
proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel:p raw
remote-header-name:J remote-name-all remote-time:R remove-on-error sasl-ir socks5-basic
socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd
ssl-revoke-best-effort sslv2:2 sslv3:3 suppress-connect-headers tcp-fastopen tftp-no-options
tlsv1:1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii:B xattr
`;
const WITH_VALUE = `
abstract-unix-socket alt-svc aws-sigv4 capath cert:E cert-type ciphers create-file-mode crlfile
curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url egd-file engine
etag-compare etag-save expect100-timeout form-string ftp-account ftp-alternative-to-user
ftp-method ftp-port:P ftp-ssl-ccc-mode happy-eyeballs-timeout-ms hostpubmd5 hostpubsha256 hsts
keepalive-time key key-type krb libcurl login-options mail-auth mail-from mail-rcpt netrc-file
oauth2-bearer output-dir parallel-max pass pinnedpubkey proto proto-default proto-redir
proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header
proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers
proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user:U proxy1.0 pubkey quote:Q
random-file rate request-target sasl-authzid service-name socks4 socks4a socks5-gssapi-service
socks5-hostname speed-limit:Y speed-time:y stderr telnet-option:t tftp-blksize tls-max
tls13-ciphers tlsauthtype tlspassword tlsuser url-query
`;

/** Rows of the option table: long name, letter, whether it takes a value, nothing that it does. */
export function absentOptions(): readonly (readonly [string, string, boolean, null])[] {
  return [...rows(FLAGS, false), ...rows(WITH_VALUE, true)];
}

function rows(names: string, takes: boolean): (readonly [string, string, boolean, null])[] {
  return names
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [name = "", letter = ""] = entry.split(":");
      return [name, letter, takes, null] as const;
    });
}
