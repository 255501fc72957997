import type { ActionRow } from '../kit/calls.ts';
import { type Kind, kinds } from './kinds.ts';
import { asForm, limit, pages, startingAfter } from './service.ts';

const words = (name: string) => name.replaceAll(/(?<=[a-z])[A-Z]/g, (sign) => ` ${sign}`).toLowerCase();

function actionsOf({
  one,
  many,
  path,
  id: idField,
  example,
  can,
  fields = [],
  needs = [],
  filters = [],
}: Kind): ActionRow[] {
  const [name, names] = [words(one), words(many)];
  const form = { sends: 'form', shape: asForm } as const;
  const rowsOf: Record<Kind['can'][number], ActionRow> = {
    list: {
      ...{
        key: `list${many}`,
        label: `List ${names}`,
        description: `Lists ${names}.`,
        request: `GET /${path}`,
      },
      ...{
        fields: [limit, startingAfter, ...filters],
        pages,
        example: { object: 'list', data: [example], has_more: false },
      },
    },
    get: {
      ...{
        key: `get${one}`,
        label: `Get ${name}`,
        description: `Fetches a ${name}.`,
        request: `GET /${path}/{id}`,
      },
      ...{ fields: [idField], example },
    },
    create: {
      ...{
        key: `create${one}`,
        label: `Create ${name}`,
        description: `Makes a ${name}.`,
        request: `POST /${path}`,
      },
      ...{ fields: [...needs, ...fields], example, ...form },
    },
    update: {
      ...{
        key: `update${one}`,
        label: `Update ${name}`,
        description: `Changes a ${name}.`,
        request: `POST /${path}/{id}`,
      },
      ...{ fields: [idField, ...fields], example, ...form },
    },
    delete: {
      ...{
        key: `delete${one}`,
        label: `Delete ${name}`,
        description: `Deletes a ${name}.`,
        request: `DELETE /${path}/{id}`,
      },
      ...{ fields: [idField], example: { id: example.id, deleted: true } },
    },
  };
  return can.map((verb) => rowsOf[verb]);
}

export const resources = (): ActionRow[] => kinds.flatMap(actionsOf);
