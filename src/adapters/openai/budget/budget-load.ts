/** What a budget has to carry now. */
export interface BudgetLoad {
  /** Chats. */
  inFlight: number;
  /** Requests that wait for their turn. */
  waiting: number;
  /** Requests of the last minute. */
  begun: number;
  perMinute: number;
}
