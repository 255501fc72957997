import * as v from 'valibot';
import type { CheckedDefinition } from '../../definition/check/read-checked.ts';
import { openFile, packArchive } from '../../definition/document/archive.ts';
import { AppError } from '../../lib/errors.ts';
import { isJson } from '../../lib/media-type.ts';
import { fieldWarnings } from '../../models/fields.ts';
import { readIcon } from '../../models/icon-files.ts';
import { findIcon } from '../../models/icons.ts';
import { type Actor, may } from '../../models/rights.ts';
import { readText } from '../kit/bodies.ts';
import type { Deps } from '../kit/deps.ts';
import { hasSeen, tagsOf } from '../kit/entity-tags.ts';
import { type Body, readJson, wholeBody } from './body.ts';

const LIMIT = 5 * 1024 * 1024;
const YAML = /^(application|text)\/(x-|vnd\.)?yaml\b/i;

/** Both forms of a definition; its own schema, which keeps unknown fields, is that of the format (version 7). */
const content = {
  'application/yaml': v.pipe(v.string(), v.description('The definition as YAML.')),
  'application/json': v.looseObject({ name: v.string(), flows: v.array(v.unknown()) }),
};
export const definitionMedia = Object.keys(content);
/** A definition and the icon of its integration as one zip. */
export const ARCHIVE = 'application/zip';
export const seenTags = {
  'If-None-Match': { required: false, description: 'ETags of what you have; 304 when it is still so.' },
};

/** A definition as it was sent; `readBody` reads it, a large one in a thread. */
export type SentDefinition = { text: string; form: 'yaml' | 'json' };

export type ReadDefinition = CheckedDefinition & { ok: true };

/** A definition in either form, or an archive of it, whatever its content type says. */
export const definitionFile: Body<Buffer> = wholeBody({
  limit: LIMIT,
  content: { ...content, [ARCHIVE]: v.unknown() },
  read: (bytes) => bytes,
});

/** @throws AppError `invalid` with what is wrong with it */
export async function readFile(deps: Deps, file: Buffer) {
  const { definition, icon } = await openFile(file);
  const read = await readBody(deps, { text: textOf(Buffer.from(definition)), form: 'yaml' });
  return { ...read, icon: icon && (await readIcon(icon)) };
}

/** YAML or JSON, by the content type. */
export const definition: Body<SentDefinition> = wholeBody({
  limit: LIMIT,
  content,
  read(bytes, contentType) {
    if (YAML.test(contentType)) return { text: textOf(bytes), form: 'yaml' };
    if (isJson(contentType)) {
      readJson(bytes, contentType);
      return { text: textOf(bytes), form: 'json' };
    }
    throw new AppError(
      'unsupported_media_type',
      'Send the definition with Content-Type: application/yaml or application/json.',
    );
  },
});

function textOf(bytes: Buffer): string {
  const text = readText(bytes);
  if (text !== undefined) return text;
  throw new AppError('invalid', 'This is no definition: the file is not UTF-8 text.', [
    { path: '', message: 'The file is not UTF-8 text.' },
  ]);
}

/** @throws AppError `invalid` with what is wrong with it */
export async function readBody(deps: Deps, { text, form }: SentDefinition): Promise<ReadDefinition> {
  const result = await deps.readDefinition(text, form);
  if (result.ok) return { ...result, problems: [...result.problems, ...fieldWarnings(result.definition)] };
  const issues = result.problems.map(({ path, message, line }) => ({
    path,
    message: line === undefined ? message : `Line ${line}: ${message}`,
  }));
  throw new AppError(
    'invalid',
    `This is no definition: ${issues[0]?.message ?? 'it cannot be read.'}`,
    issues,
  );
}

/**
 * The definition as YAML or JSON by the `Accept` header, without its secrets for who may not change it; 304 when the
 * caller has this very state of it.
 */
export async function definitionAnswer(
  deps: Pick<Deps, 'writeDefinition' | 'maskDefinition'>,
  actor: Actor,
  text: string,
  state: string,
  headers: Headers,
): Promise<Response> {
  const isWhole = may(actor, 'integrations:write');
  const tag = isWhole ? `"${state}"` : `"${state}-masked"`;
  const common = { etag: tag, vary: 'Accept', 'cache-control': 'private, no-cache' };
  if (hasSeen(headers, tag)) return new Response(null, { status: 304, headers: common });
  const readable = isWhole ? text : await deps.maskDefinition(text);
  if (!wantsYaml(headers.get('accept') ?? '')) {
    const json = { ...common, 'content-type': 'application/json;charset=utf-8' };
    return new Response(readable, { headers: json });
  }
  const yaml = { ...common, 'content-type': 'application/yaml; charset=utf-8' };
  return new Response(await deps.writeDefinition(readable), { headers: yaml });
}

/** The draft as YAML in an archive with the icon; as YAML is, without its secrets for who may not change it. */
export async function archiveAnswer(
  deps: Pick<Deps, 'store' | 'writeDefinition' | 'maskDefinition'>,
  actor: Actor,
  id: string,
  text: string,
): Promise<Response> {
  const readable = may(actor, 'integrations:write') ? text : await deps.maskDefinition(text);
  const icon = await findIcon(deps.store.read, id);
  const archive = await packArchive(await deps.writeDefinition(readable), icon);
  const headers = { 'content-type': ARCHIVE, vary: 'Accept', 'cache-control': 'private, no-cache' };
  return new Response(new Uint8Array(archive), { headers });
}

/** Whether an `Accept` header asks for an archive by name. */
export function wantsArchive(accept: string): boolean {
  return accept.split(',').some((part) => part.split(';', 1)[0]?.trim().toLowerCase() === ARCHIVE);
}

/** The ETag of a draft. */
export function tagOf(revision: number | string): string {
  return `"${revision}"`;
}

/** Whether an `If-Match` header names that revision of a draft, or any. */
export function seesRevision(header: string, revision: number): boolean {
  return seesTag(header, tagOf(revision));
}

/** The same of any tag. */
export function seesTag(header: string, wanted: string): boolean {
  return tagsOf(header).some((tag) => tag === wanted || tag === '*');
}

/** @param what was read with it */
export function refuseWithoutTag(what = 'the definition'): never {
  throw new AppError(
    'precondition_required',
    `Send If-Match with the ETag with which you read ${what}, so that nobody else’s change is lost.`,
  );
}

/** YAML where `Accept` asks for it, and not for JSON by name with more weight. */
function wantsYaml(accept: string): boolean {
  const weights = { yaml: 0, json: 0 };
  for (const part of accept.split(',')) {
    const [type = '', ...params] = part.split(';').map((piece) => piece.trim());
    const weight = Number(params.find((param) => /^q=/i.test(param))?.slice(2) ?? 1);
    if (YAML.test(type)) weights.yaml = Math.max(weights.yaml, weight);
    if (isJson(type)) weights.json = Math.max(weights.json, weight);
  }
  return weights.yaml > weights.json;
}
