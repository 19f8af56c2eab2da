// Plain JavaScript that any Node can run: says in one line why an old runtime cannot start the bot.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `aitta-bot needs Node.js 22.19 or newer and found ${process.version}. ` +
      'On 64-bit Linux `npm ci` (without --omit=dev) brings its own Node 24, which `npm start` and `npx aitta-bot` use; elsewhere install Node 24 from https://nodejs.org/.',
  );
  process.exit(1);
}
