/*
 * How programs write the same text: in JSON, in addresses and forms, in pages, in headers. A secret that is repeated in one
 * of these spellings is as readable as it was.
 */

/**
 * Every usual spelling of a text, itself among them: as JSON writes it (and JSON within JSON, twice over), as addresses
 * and forms, HTML and hexadecimal digits do, and what stays the same of its base64 whatever stands before and after it.
 */
export function spellingsOf(text: string): Set<string> {
  const whole = text.toWellFormed();
  const others = [
    ...inQuotes(text),
    ...inAddresses(whole),
    ...inPages(text),
    ...inBase64(whole),
    // Bytes are kept in base64, and most files that repeat a secret are JSON.
    ...inBase64(escaped(whole)),
    ...inHex(whole),
  ];
  return new Set([
    ...inJson(text, WRITERS),
    ...others.flatMap((each) => (each === text ? [] : [...inJson(each, WRITERS.slice(0, 2))])),
  ]);
}

/** Tables, YAML and SQL write a quote twice. */
const inQuotes = (text: string) => [text.replaceAll('"', '""'), text.replaceAll("'", "''")];

// What a result holds as a text of JSON with a text of JSON in it is three deep in the journal, and four deep as a text of a template.
const LEVELS = 4;

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const ascii = (json: string) => json.replaceAll(/[\u0080-\uffff]/g, unicode);
const slashes = (json: string) => json.replaceAll('/', '\\/');

/** What writers of JSON make of the text that it must be at least: some escape more than that. */
const WRITERS: ((json: string) => string)[] = [
  (json) => json,
  slashes,
  ascii,
  (json) => slashes(ascii(json)),
  (json) => json.replaceAll(/[<>&]/g, unicode),
  (json) => json.replaceAll(/[<>&'+]/g, unicode).replaceAll('\\"', '\\u0022'),
];

/** A text as it is, in JSON, and that again within JSON, as the usual writer escapes it. */
function inJson(text: string, writers: typeof WRITERS): Set<string> {
  const found = new Set([text]);
  for (const write of writers) {
    let inner = write(escaped(text));
    found.add(inner);
    for (let level = 1; level < LEVELS; level++) {
      inner = escaped(inner);
      found.add(inner);
    }
  }
  return found;
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** What stays as it is, by who writes it: RFC 3986, browsers in a path, a query, a user's name, and all of an address. */
const KEPT_IN_ADDRESSES = [
  /[^A-Za-z0-9\-._~]/gu,
  /[^!$%&'()*+,\-./0-9:;=@A-Z[\\\]^_a-z|~]/gu,
  /[^!$%&()*+,\-./0-9:;=?@A-Z[\\\]^_`a-z{|}~]/gu,
  /[^!$%&'()*+,\-.0-9A-Z_a-z~]/gu,
];

function inAddresses(text: string): string[] {
  const component = encodeURIComponent(text);
  const written = [
    component,
    encodeURI(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    component.replaceAll('%20', '+'),
    ...KEPT_IN_ADDRESSES.map((others) => text.replaceAll(others, percent)),
    // An address that is the parameter of another one.
    encodeURIComponent(component),
  ];
  return written.flatMap((each) => [each, each.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const numbered = (character: string) => `&#${character.codePointAt(0)};`;
const hexNumbered = (character: string) => `&#x${character.codePointAt(0)?.toString(16)};`;

function inPages(text: string): string[] {
  const named = text.replaceAll(/[&<>"']/g, (character) => NAMED[character] ?? character);
  const bodyText = text.replaceAll(/[&<>]/g, (character) => NAMED[character] ?? character);
  const hex = text.replaceAll(/[^A-Za-z0-9]/gu, hexNumbered);
  return [
    named,
    bodyText,
    bodyText.replaceAll('"', '&quot;'),
    named.replaceAll('&#39;', '&#x27;'),
    named.replaceAll('&#39;', '&#x27;').replaceAll('/', '&#x2F;'),
    named.replaceAll('&#39;', '&apos;'),
    named.replaceAll('&quot;', '&#34;'),
    text.replaceAll(/[&<>"']/g, numbered),
    text.replaceAll(/[^A-Za-z0-9 ]/gu, numbered),
    text.replaceAll(/[&<>"']/g, hexNumbered),
    hex,
    hex.replaceAll(/&#x[0-9a-f]+;/g, (code) => `&#x${code.slice(3).toUpperCase()}`),
  ];
}

/**
 * In base64 three bytes are four characters, so a text within a longer one (`user:password`) is written in three ways;
 * characters that also hold bits of a neighbour are left out.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const whole = Math.floor((padded.byteLength * 8) / 6);
    const plain = padded.toString('base64').slice(Math.ceil((before * 8) / 6), whole);
    const url = plain.replaceAll('+', '-').replaceAll('/', '_');
    return [plain, url, encodeURIComponent(plain)];
  });
}

function inHex(text: string): string[] {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return [hex, hex.toUpperCase()];
}
