export { startTwilioSimulator } from './start-twilio-simulator.js';
export type { TwilioSimulator, TwilioSimulatorOptions } from './start-twilio-simulator.js';
export type { TwilioAccount } from './twilio-account.js';
export type { KeptMessage } from './kept-message.js';
export { twilioSignature } from './signatures.js';
