import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ });

/** Where the instances of a service answer: one address, or several with commas between them, each of them once. */
export const serviceAddresses = z.string().transform((text, context): readonly string[] => {
  const addresses = text.split(',').map((one) => one.trim());
  const wrong = addresses.find((one) => !address.safeParse(one).success);
  if (wrong !== undefined) {
    context.addIssue({ code: 'custom', message: `has "${wrong}", which is no address such as http://order-1:3003` });
    return z.NEVER;
  }
  const origins = addresses.map((one) => new URL(one).origin);
  if (new Set(origins).size < origins.length) {
    context.addIssue({ code: 'custom', message: 'names an instance twice' });
    return z.NEVER;
  }
  return origins;
});
