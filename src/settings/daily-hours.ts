import { z } from 'zod';

/** From one time of day to another, which may be that of the next day; minutes after midnight. */
export interface DailyHours {
  name: string;
  from: number;
  to: number;
}

const ENTRY = /^([^\s@;]+)@([01]?\d|2[0-3]):([0-5]\d)-(?:([01]?\d|2[0-3]):([0-5]\d)|(24):(00))$/;

const readEntry = (entry: string): DailyHours | undefined => {
  const [, name = '', ...numbers] = ENTRY.exec(entry) ?? [];
  const given = numbers.filter((each) => each !== undefined);
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = given.map(Number);
  const hours = { name, from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  return name === '' || hours.from === hours.to ? undefined : hours;
};

/** Names with hours of the day, separated by commas or spaces. */
export const dailyHours = (example: string) =>
  z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((entry) => entry !== ''))
    .refine((entries) => entries.every((entry) => readEntry(entry) !== undefined), {
      error: `must be names with hours of the day, such as ${example}`,
    })
    .transform((entries) => entries.flatMap((entry) => readEntry(entry) ?? []))
    .default([]);

const isTimeZone = (value: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'must be the name of a time zone, such as Europe/Helsinki' })
  .optional();
