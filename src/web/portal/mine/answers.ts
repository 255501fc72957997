import { PortalWizard } from '../../../../views/portal/wizard.tsx';
import { links } from '../../../lib/links.ts';
import { may } from '../../../models/rights.ts';
import { ofInstance } from '../../configuration/targets.ts';
import { type WizardPlace, wizardHandlers } from '../../configuration/wizard.tsx';

/** The configuration wizard as a customer's people fill it in. */
export const ownWizard: WizardPlace = {
  who: 'Customer',
  target: ofInstance,
  mayConnect: (user) => may(user, 'connections:write'),
  Layout: PortalWizard,
  links: {
    page: links.marketplaceAnswers,
    form: links.marketplaceAnswersForm,
    discard: links.marketplaceAnswersDiscarding,
    signIn: links.marketplaceSignInFor,
    instance: links.marketplaceOwn,
  },
};

export const { startAnswers, showAnswers, submitAnswers, submitAnswersForm, discardAnswers } =
  wizardHandlers(ownWizard);
