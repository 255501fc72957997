import { AppError } from './errors.ts';

const SHORTEST = 12;
const LONGEST = 256;
/** OWASP's floor: 19 MiB and two passes, some 25 ms. */
const COST = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;
/** Of a random text that nobody has kept: what is verified for those who have no password. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$oFqxiBda9NJky/PBtpEHGDNZ03uuSSpYfyCWRSPrS9w$/8kUH458vvQTT9MpuHRVMIOeZsyPMnN7IAx6voEI5UM';

export async function hashPassword(password: string): Promise<string> {
  return await inTurn(() => Bun.password.hash(password.normalize('NFKC'), COST));
}

/** Whether the password is the one of the hash; where there is no hash, `false` after the same time. */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  // Nobody has a longer one, and what is hashed must not grow with what strangers send.
  const text = [...password.slice(0, 2 * LONGEST + 2)].length > LONGEST ? '' : password.normalize('NFKC');
  const isRight = await inTurn(() => Bun.password.verify(text, hash ?? NOBODYS));
  return isRight && typeof hash === 'string' && text !== '';
}

const AT_ONCE = 2;
const MOST_WAITING = 100;
let running = 0;
const waiting: (() => void)[] = [];

/** Each hash takes 19 MB and a core: a flood of them must neither fill the memory nor stall what runs beside it. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING)
    throw new AppError('unavailable', 'Too many people sign in at this moment. Try again in a minute.');
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/**
 * What is wrong with a new password, as a sentence that says what to do; undefined when it is good.
 * @param words what everybody knows of its owner: e-mail address, name, organization
 */
export async function passwordIssue(password: string, words: string[]): Promise<string | undefined> {
  const length = [...password].length;
  if (length < SHORTEST)
    return `Choose a password of at least ${SHORTEST} characters; this one has ${length}.`;
  if (length > LONGEST) return `Choose a password of at most ${LONGEST} characters; this one has ${length}.`;
  const text = password.normalize('NFKC').toLowerCase();
  if (words.some((word) => isMadeOf(text, word)))
    return 'Choose a password that is not made of your name, your e-mail address or the organization’s name.';
  if (await isCommon(text)) {
    return 'Many people use this password, so it is among the first that others try. Choose another, for example four words that have nothing to do with each other.';
  }
  return undefined;
}

const SHORTEST_WORD = 4;

/** Whether little is left of the password without the word, or without the part of an address before its `@`. */
function isMadeOf(password: string, word: string): boolean {
  const squeeze = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const text = squeeze(password);
  const parts = [word, word.split('@')[0] ?? ''].map(squeeze).filter((part) => part.length >= SHORTEST_WORD);
  return parts.some((part) => text.includes(part) && /^(.{0,3}|\d*)$/u.test(text.replaceAll(part, '')));
}

/** A password of the list, also when it is repeated or digits and signs follow it. */
async function isCommon(password: string): Promise<boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const list = dictionary['passwords-common'];
  const unit = repeatedUnit(password);
  const base = password.replace(/[^\p{L}]+$/u, '');
  return (
    unit.length < SHORTEST_WORD ||
    [password, unit, base, repeatedUnit(base)].some((text) => list.includes(text))
  );
}

/** `abcabc` → `abc`; what repeats nothing is its own unit. */
function repeatedUnit(text: string): string {
  return text.match(/^(.+?)\1+$/su)?.[1] ?? text;
}
