// For `--import`: at a signal, an error that nobody catches and that quotes a secret and what somebody wrote.
const stray = (): TypeError => new TypeError(`no ${process.env['AITTA_ACCESS_TOKEN'] ?? ''} in "my private words"`);
process.on('SIGUSR2', () => {
  if (process.env['STRAY'] === 'rejection') void Promise.reject(stray());
  else throw stray();
});
