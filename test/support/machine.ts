/** Servers that the machine has or has not: those that are no packages. */
import { connect, createServer, type Socket } from 'node:net';

/**
 * Where a program is. Tests that need it are skipped where it is not, and say so.
 * @param brought what installs it
 */
export function programOnMachine(name: string, brought: string): string | undefined {
  const found = Bun.which(name, { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin` });
  if (found === null)
    console.warn(`SKIPPED: there is no ${name} on this machine; install ${brought} to run them.`);
  return found ?? undefined;
}

/** A port on loopback. @param serve is given each connection */
export async function portOf(serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A port on loopback that leads to a server's socket in the file system: two tests never ask for the same one. */
export const portToFile = (path: string) =>
  portOf((socket) => {
    const inner = connect(path);
    inner.on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    socket.pipe(inner).pipe(socket);
  });
