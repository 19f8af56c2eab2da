/** How long the gateway waits for what, milliseconds. */
export interface GatewayLimits {
  /** From the request to the first token, while a worker of the model runs: other people's requests may be before it. */
  firstTokenMs: number;
  /** To the first token while no worker is there nor known to come. While one is known to come there is no limit. */
  noSignMs: number;
  /** Between two tokens. */
  betweenTokensMs: number;
  /** From the first token to the last one. */
  writingMs: number;
  /** Of Aitta failing, before we give up. */
  outageMs: number;
  /** A maintenance break that lasts longer is not waited for. */
  downtimeMs: number;
  /** A pause of our requests that lasts longer is not waited for. */
  pauseMs: number;
}

export const defaultLimits: GatewayLimits = {
  firstTokenMs: 10 * 60_000,
  noSignMs: 15 * 60_000,
  betweenTokensMs: 90_000,
  writingMs: 30 * 60_000,
  outageMs: 3 * 60_000,
  downtimeMs: 15 * 60_000,
  pauseMs: 15 * 60_000,
};
