/** What the SMS with a one-time password says, per language; operators in India compare it with the registered template. */
const texts: Readonly<Record<string, (code: string, tenant: string, minutes: number) => string>> = {
  en: (code, tenant, minutes) =>
    `${code} is your code for ${tenant}. It is valid for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  hi: (code, tenant, minutes) => `${code} ${tenant} के लिए आपका कोड है। यह ${minutes} मिनट तक मान्य है।`,
};

export interface OtpText {
  readonly code: string;
  readonly tenantName: string;
  /** Two letters; English where we have no text in it. */
  readonly language: string;
  readonly minutes: number;
}

/** The text for a person. A tenant's name may be as long as it likes: forty characters of it are sent, the limit of a template's variable. */
export function otpText({ code, tenantName, language, minutes }: OtpText): string {
  const write = Object.hasOwn(texts, language) ? texts[language] : undefined;
  return (write ?? texts['en'] ?? String)(code, [...tenantName].slice(0, 40).join(''), minutes);
}
