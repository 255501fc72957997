import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { SECOND } from '../../lib/time.ts';
import { refuseCut } from '../kit/bodies.ts';

/** The body of a call; while it is worked on it has its place in the budget. */
export type Upload = {
  bytes: Buffer<ArrayBuffer>;
  isLarge: boolean;
  /** Waits until few enough others are worked on, with a turn for everybody else before. */
  turn(): Promise<void>;
  /** The call is on disk, or refused. */
  end(): void;
};

export type Uploads = {
  /**
   * @param limit in bytes
   * @throws AppError `too_large`; `unavailable` when too much is under way; `bad_request` when the caller hangs up
   */
  read(request: Request, limit: number): Promise<Upload>;
};

const BUDGET = 64 * MB;
/** Smaller ones cost next to nothing, and are never refused for others' sake. */
const LARGE = 64 * 1024;
const AT_ONCE = 2;
/** Who has sent nothing for so long makes room, where others need it. */
const STALLED = 5 * SECOND;

type Place = { size: number; movedAt: number; stop(): void };

/**
 * Bodies under way: all large ones together have a budget of memory, and few are worked on at once.
 * @param budget in bytes
 * @param stalled milliseconds
 */
export function createUploads(budget = BUDGET, stalled = STALLED): Uploads {
  const places = new Set<Place>();
  const seats = createSeats(AT_ONCE);
  const free = () => budget - [...places].reduce((sum, { size }) => sum + size, 0);
  const reserve = (place: Place, size: number) => {
    if (size > free()) dropStalled(places, stalled);
    if (size > free()) {
      throw new AppError(
        'unavailable',
        'So many large bodies are under way at the moment that there is no room for this one. Send it again in a few seconds.',
      );
    }
    place.size += size;
  };
  return {
    async read(request, limit) {
      const length = request.headers.get('content-length');
      const size = Number(length ?? 0);
      if (size > limit) throw tooLarge(limit);
      // To ask for the body itself makes a stream of it, which costs more than to read a small one.
      if (length !== null && size <= LARGE)
        return smallUpload(Buffer.from(await request.arrayBuffer().catch(refuseCut)));
      if (!request.body) return smallUpload(Buffer.alloc(0));
      const place: Place = { size: 0, movedAt: performance.now(), stop() {} };
      places.add(place);
      try {
        reserve(place, size);
        const bytes = await readWhole(request.body, place, limit, (more) => reserve(place, more));
        const seat = seats.one();
        const end = () => {
          places.delete(place);
          seat.leave();
        };
        return { bytes, isLarge: bytes.byteLength > LARGE, turn: seat.take, end };
      } catch (error) {
        places.delete(place);
        throw error;
      }
    },
  };
}

function smallUpload(bytes: Buffer<ArrayBuffer>): Upload {
  return { bytes, isLarge: false, turn: async () => {}, end() {} };
}

async function readWhole(
  body: ReadableStream<Uint8Array>,
  place: Place,
  limit: number,
  reserve: (more: number) => void,
): Promise<Buffer<ArrayBuffer>> {
  const reader = body.getReader();
  let isStopped = false;
  place.stop = () => {
    isStopped = true;
    void reader.cancel().catch(() => undefined);
  };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(refuseCut);
    if (isStopped)
      throw new AppError('unavailable', 'The body came too slowly while others waited. Send it again.');
    if (done) {
      place.movedAt = Number.POSITIVE_INFINITY;
      return Buffer.concat(chunks);
    }
    size += value.byteLength;
    if (size > limit) throw tooLarge(limit);
    if (size > place.size) reserve(size - place.size);
    place.movedAt = performance.now();
    chunks.push(value);
  }
}

function tooLarge(limit: number): AppError {
  return new AppError(
    'too_large',
    `The body is larger than ${limit / MB} MB, which is the limit for webhooks.`,
  );
}

function dropStalled(places: Set<Place>, time: number): void {
  const latest = performance.now() - time;
  for (const place of places) {
    if (place.movedAt > latest) continue;
    places.delete(place);
    place.stop();
  }
}

type Seat = { take(): Promise<void>; leave(): void };

function createSeats(most: number): { one(): Seat } {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };
  return {
    one() {
      let isTaken = false;
      return {
        async take() {
          if (!isTaken && taken < most) taken += 1;
          else if (!isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
          isTaken = true;
          await new Promise<void>((resolve) => setImmediate(resolve));
        },
        leave() {
          if (isTaken) give();
          isTaken = false;
        },
      };
    },
  };
}
