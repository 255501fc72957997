import { awsFields } from '../kit/aws.ts';
import type { ActionRow } from '../kit/calls.ts';
import { needed } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';
import { bucket, objectKey, s3, s3Xml, xmlText } from './call.ts';
import { tagging } from './objects.ts';

export const tags = (service: Service): ActionRow[] => [
  {
    ...{ key: 'getObjectTags', label: 'Get object tags', description: 'Fetches the tags of an object.' },
    fields: [bucket, objectKey, ...awsFields],
    async perform(_calls, params, context) {
      const asked = {
        method: 'GET',
        bucket: bucket.value(params),
        key: objectKey.value(params),
        query: { tagging: '' },
      };
      return { TagSet: (await s3Xml(service, context, params, asked)).list('TagSet.Tag') };
    },
    example: { TagSet: [{ Key: 'kind', Value: 'order' }] },
  },
  {
    ...{
      key: 'putObjectTags',
      label: 'Put object tags',
      description: 'Gives an object tags, in place of those that it has.',
    },
    fields: [bucket, objectKey, needed(tagging), ...awsFields],
    async perform(_calls, params, context) {
      const pairs = Object.entries(tagging.value(params) ?? {}).map(
        ([key, value]) => `<Tag><Key>${xmlText(key)}</Key><Value>${xmlText(value)}</Value></Tag>`,
      );
      await s3(service, context, params, {
        ...{
          method: 'PUT',
          bucket: bucket.value(params),
          key: objectKey.value(params),
          query: { tagging: '' },
        },
        data: `<Tagging><TagSet>${pairs.join('')}</TagSet></Tagging>`,
        headers: { 'content-type': 'application/xml' },
      });
      return {};
    },
    example: {},
  },
];
