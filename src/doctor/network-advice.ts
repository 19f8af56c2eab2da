type Environment = Readonly<Record<string, string | undefined>>;

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/** A proxy that is named and that Node does not use. */
export const findUnusedProxy = (env: Environment): string | undefined =>
  env['NODE_USE_ENV_PROXY'] === '1' ? undefined : PROXIES.find((name) => (env[name] ?? '') !== '');

/** What to do where a server cannot be reached, by the code of the failure. */
export const adviseOnNetwork = (url: string, code: string, env: Environment): string => {
  const { host, protocol, port } = new URL(url);
  const unused = findUnusedProxy(env);
  if (unused !== undefined) return `${unused} is set, but Node uses it only with NODE_USE_ENV_PROXY=1: set that, too.`;
  if (/CERT|SELF_SIGNED|ISSUER|VERIFY_LEAF/.test(code))
    return `Something signs the connection to ${host} with a certificate that Node does not know: put its authority into a file and set NODE_EXTRA_CA_CERTS to that file.`;
  const door = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  const way =
    env['NODE_USE_ENV_PROXY'] === '1'
      ? 'Ask for it to be allowed through the proxy, or name it in NO_PROXY if it is reached directly.'
      : 'If a proxy is the only way out, set HTTPS_PROXY to its address and NODE_USE_ENV_PROXY=1.';
  return `Let this machine reach ${host} on port ${door} (name service and firewall). ${way}`;
};
