import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The id of an arrival: 24 letters and digits (120 bits of SHA-256) of its durable identity, such as platform, workspace, channel and
 * message id. Equal for redeliveries, short enough for a Discord nonce (25 characters) and for a button's value.
 */
export const arrivalId = (...identity: readonly string[]): string => {
  const digest = sha256(utf8ToBytes(JSON.stringify(identity)));
  let id = '';
  let bits = 0;
  let value = 0;
  for (const byte of digest.subarray(0, 15)) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += ALPHABET.charAt((value >> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return id;
};

/** The id of the turn that answers a parked question. */
export const parkedId = (turnId: string): string => arrivalId(turnId, 'parked');

/** The id of the turn that waits for the word whether an old question is still to be answered. */
export const oldQuestionId = (turnId: string): string => arrivalId(turnId, 'still wanted');
