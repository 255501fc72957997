// main.ts that counts what the child is sent; the code that runs in it may read the count.
const { enterSandbox } = await import('../../src/sandbox/entry.ts');

const sent = { bytes: 0 };
Reflect.set(globalThis, 'sent', sent);
const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
  transform(chunk, controller) {
    sent.bytes += chunk.length;
    controller.enqueue(chunk);
  },
});
const stdin = Bun.stdin.stream.bind(Bun.stdin);
Bun.stdin.stream = () => stdin().pipeThrough(counting);
await enterSandbox(process.argv.slice(2));

export {};
