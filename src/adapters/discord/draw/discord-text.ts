/** Discord's limits for texts, in UTF-16 units (docs.discord.com: message object, component reference). */
export const discordLimits = {
  content: 2_000,
  buttonUnits: 80,
  optionUnits: 100,
} as const;
