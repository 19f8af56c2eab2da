// For `--import`: writes down where the process connects to, whatever library does it.
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const file = process.env['HOSTS_FILE'] ?? '';
type Connect = (...args: unknown[]) => Socket;

const { connect } = Socket.prototype as unknown as { connect: Connect };
const recorded = new Proxy(connect, {
  apply: (target, socket, args: unknown[]) => {
    const given: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (typeof given === 'object' && given !== null) {
      const { host, port } = given as { host?: string; port?: number | string };
      if (port !== undefined) appendFileSync(file, `${host ?? 'localhost'}:${port}\n`);
    }
    return Reflect.apply(target, socket, args);
  },
});
Object.defineProperty(Socket.prototype, 'connect', { value: recorded, configurable: true, writable: true });
