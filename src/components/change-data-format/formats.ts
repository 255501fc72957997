import { isFile } from '../../lib/files.ts';
import type { InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, jsonText, parseIfJson, parseJson, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { parseCsv, toRecords, writeCsv } from './csv.ts';
import { csvHeader, dataField, numbersAsStrings, unflattenKeys } from './fields.ts';
import { parseXml, writeXml } from './xml.ts';
import { parseYaml, writeYaml } from './yaml.ts';

const LABEL = 'Data';

export type Format = {
  /** As it stands in action keys: `jsonToXml`. */
  name: string;
  label: string;
  inputs: InputDeclaration[];
  read(params: Params): unknown;
  /** Absent for what is no text: an object in memory. */
  write?: (value: unknown) => string;
};

export const data = dataField('Any value', '{"name": "Acme"}');

function present(params: Params): unknown {
  const value = given(params, data);
  if (isUnset(value))
    throw new InputError(`The input "${LABEL}" is empty: write or reference what to convert.`);
  return value;
}

const textIn = (params: Params): string => toText(present(params), LABEL);

const isText = (value: unknown): boolean =>
  typeof value === 'string' || value instanceof Uint8Array || isFile(value);

/** What is no text any more has been read before. */
function readJson(params: Params): unknown {
  const value = present(params);
  return isText(value) ? parseJson(toText(value, LABEL), LABEL) : value;
}

function readCsv(params: Params): unknown {
  const rows = parseCsv(textIn(params), LABEL);
  if (!read.boolean(params, csvHeader)) return rows;
  return toRecords(rows, read.boolean(params, unflattenKeys), LABEL);
}

/** An object as it is; of bytes and text what JSON they hold, or else the text. */
export function readBinary(params: Params): unknown {
  const value = present(params);
  return isText(value) ? parseIfJson(toText(value, LABEL)) : value;
}

const toJson = (value: unknown): string => jsonText(value, LABEL);

const json: Format = {
  name: 'json',
  label: 'JSON',
  inputs: [dataField('JSON text', '{"name": "Acme"}')],
  read: readJson,
  write: toJson,
};

export const formats: Format[] = [
  { name: 'binary', label: 'JavaScript object', inputs: [data], read: readBinary },
  {
    name: 'csv',
    label: 'CSV',
    inputs: [dataField('CSV text', 'name,id\nAcme,17'), csvHeader, unflattenKeys],
    read: readCsv,
    write: (value) => writeCsv(value, LABEL),
  },
  json,
  {
    name: 'xml',
    label: 'XML',
    inputs: [dataField('XML text', '<customer><name>Acme</name></customer>'), numbersAsStrings],
    read: (params) => parseXml(textIn(params), LABEL, read.boolean(params, numbersAsStrings)),
    write: (value) => writeXml(value, LABEL),
  },
  {
    name: 'yaml',
    label: 'YAML',
    inputs: [dataField('YAML text', 'name: Acme')],
    read: (params) => parseYaml(textIn(params), LABEL),
    write: (value) => writeYaml(value, LABEL),
  },
];
