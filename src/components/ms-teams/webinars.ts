import type { ActionRow } from '../kit/calls.ts';
import { choice, json, needed, text } from '../kit/fields.ts';
import { graphPages, odataFields } from '../kit/microsoft.ts';

export const webinarId = needed(
  text('webinarId', 'Webinar ID', 'The ID of the webinar.', {
    example: 'f23e10f1-6c9f-4dfc-8ad8-8a9fb2a8d0f1',
  }),
);
const registrationId = needed(
  text('registrationId', 'Registration ID', 'The ID of the registration.', {
    example: '9d96988d-a66a-46ce-aad7-0b245615b297',
  }),
);
const WEBINAR = {
  id: 'f23e10f1-6c9f-4dfc-8ad8-8a9fb2a8d0f1',
  displayName: 'New prices',
  status: 'published',
};
const REGISTRATION = {
  id: '9d96988d-a66a-46ce-aad7-0b245615b297',
  email: 'ann@example.com',
  status: 'registered',
};
export const base = '/solutions/virtualEvents/webinars/{webinarId}';
export const paging = odataFields('$top', '$skip', '$filter', '$orderby', '$search', '$select', '$expand');

export const webinars = (): ActionRow[] => [
  {
    key: 'listWebinars',
    label: 'List webinars',
    description: 'Lists the webinars of the user.',
    fields: [
      choice('role', 'Role', 'Those that the user has this part in.', ['organizer', 'coOrganizer']),
      ...paging,
    ],
    async perform({ make }, { role }) {
      const isSome = role === 'organizer' || role === 'coOrganizer';
      const call = `/solutions/virtualEvents/webinars${isSome ? `/getByUserRole(role='${role}')` : ''}`;
      return (await make({ request: `GET ${call}`, fields: paging })).data;
    },
    example: { value: [WEBINAR] },
  },
  {
    key: 'getWebinar',
    label: 'Get webinar',
    description: 'Fetches a webinar.',
    request: `GET ${base}`,
    fields: [webinarId],
    example: WEBINAR,
  },
  {
    key: 'publishWebinar',
    label: 'Publish webinar',
    description: 'Opens a webinar for registration.',
    request: `POST ${base}/publish`,
    fields: [webinarId],
    example: '',
  },
  {
    key: 'cancelWebinar',
    label: 'Cancel webinar',
    description: 'Calls a webinar off.',
    request: `POST ${base}/cancel`,
    fields: [webinarId],
    example: '',
  },
  {
    key: 'listWebinarRegistrations',
    label: 'List webinar registrations',
    description: 'Lists who has registered for a webinar.',
    request: `GET ${base}/registrations`,
    fields: [webinarId],
    pages: graphPages,
    example: { value: [REGISTRATION] },
  },
  {
    key: 'getWebinarRegistration',
    label: 'Get webinar registration',
    description: 'Fetches a registration.',
    request: `GET ${base}/registrations/{registrationId}`,
    fields: [webinarId, registrationId],
    example: REGISTRATION,
  },
  {
    key: 'createWebinarRegistration',
    label: 'Create webinar registration',
    description: 'Registers somebody for a webinar.',
    request: `POST ${base}/registrations`,
    fields: [
      webinarId,
      needed(text('firstName', 'First name', 'Their first name.')),
      needed(text('lastName', 'Last name', 'Their last name.')),
      needed(text('email', 'Email', 'Their e-mail address.', { example: 'ann@example.com' })),
      json(
        'externalRegistrationInformation',
        'External registration information',
        'Where they have registered: an object.',
      ),
      json(
        'registrationQuestionAnswers',
        'Registration question answers',
        'What they have answered: a list.',
      ),
      text('preferredLanguage', 'Preferred language', 'The language that they are written to in.', {
        default: 'en-us',
      }),
      text('preferredTimezone', 'Preferred timezone', 'Their time zone.', { example: 'Europe/Berlin' }),
    ],
    example: REGISTRATION,
  },
  {
    key: 'cancelWebinarRegistration',
    label: 'Cancel webinar registration',
    description: 'Takes back a registration.',
    request: `POST ${base}/registrations/{registrationId}/cancel`,
    fields: [webinarId, registrationId],
    example: '',
  },
];
