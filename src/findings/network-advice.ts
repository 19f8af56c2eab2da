/** What the settings say of the way out. */
export interface NetworkSettings {
  /** The proxy that is used, if any. */
  proxy: object | undefined;
  /** A variable that names a proxy which Node does not use. */
  unusedProxy: string | undefined;
}

/** What to do where a server cannot be reached, by the code of the failure. */
export const adviseOnNetwork = (url: string, code: string, { proxy, unusedProxy }: NetworkSettings): string => {
  const { host, protocol, port } = new URL(url);
  if (unusedProxy !== undefined)
    return `${unusedProxy} is set, but Node uses it only with NODE_USE_ENV_PROXY=1: set that as well.`;
  if (/CERT|SELF_SIGNED|ISSUER|VERIFY_LEAF/.test(code))
    return `The connection to ${host} has a certificate of an authority that Node does not know: put that authority's certificate into a file and set NODE_EXTRA_CA_CERTS to that file.`;
  const door = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  const way =
    proxy === undefined
      ? 'If a proxy is the only way out, set HTTPS_PROXY to its address and NODE_USE_ENV_PROXY=1.'
      : 'Ask for it to be allowed through the proxy, or name it in NO_PROXY if it is reached directly.';
  return `Let this machine reach ${host} on port ${door} (DNS and firewall). ${way}`;
};
