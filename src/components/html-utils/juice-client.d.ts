/** The library without what fetches sheets from elsewhere, which has no types of its own. */
declare module 'juice/client' {
  export { default } from 'juice';
}
