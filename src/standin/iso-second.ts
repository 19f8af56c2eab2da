/** As the service writes times: `2026-12-01T06:00:00Z`. */
export const isoSecond = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
