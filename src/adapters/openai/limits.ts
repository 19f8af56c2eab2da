/** How long the gateway waits for what, milliseconds. */
export interface GatewayLimits {
  /** From the request to the first token, while a worker of the model runs: other people's requests may be before it. */
  firstTokenMs: number;
  /** To the first token while no worker is there nor known to come. While one is known to come there is no limit. */
  noSignMs: number;
  /** A request that only wakes a model stays open for so long after the last who waited has left: closing it may cost a place in LUMI's line. */
  wakeUpLingerMs: number;
  /** Between two tokens. */
  betweenTokensMs: number;
  /** From the first token to the last one. */
  writingMs: number;
  /** Of a model failing while the service itself answers, before we give up. */
  failingMs: number;
}

export const defaultLimits: GatewayLimits = {
  firstTokenMs: 10 * 60_000,
  noSignMs: 15 * 60_000,
  wakeUpLingerMs: 60_000,
  betweenTokensMs: 90_000,
  writingMs: 30 * 60_000,
  failingMs: 3 * 60_000,
};
