/** Door of the feature: what others may use of it. Dialog and YAML are loaded by themselves, when they are first opened. */
export { FirstMessageBanner } from './first-message/first-message-banner.js';
