import { StaffWizard } from '../../../../views/wizard/frame.tsx';
import { links } from '../../../lib/links.ts';
import { may } from '../../../models/rights.ts';
import { ofInstance } from '../../configuration/targets.ts';
import { wizardHandlers } from '../../configuration/wizard.tsx';

/** The configuration wizard as staff fill it in, on a customer's behalf. */
export const { startAnswers, showAnswers, submitAnswers, submitAnswersForm, discardAnswers } = wizardHandlers(
  {
    who: 'Org',
    target: ofInstance,
    mayConnect: (user) => may(user, 'connections:write'),
    Layout: StaffWizard,
    links: {
      page: links.answers,
      form: links.answersForm,
      discard: links.answersDiscarding,
      signIn: links.connectionAuthorization,
      instance: links.instance,
    },
  },
);
