export { CustomerLayout } from './layout-customer.tsx';
export { FramedLayout } from './layout-framed.tsx';
export { IntegrationLayout } from './layout-integration.tsx';
export { SignInLayout } from './layout-sign-in.tsx';
export { StaffLayout } from './layout-staff.tsx';
