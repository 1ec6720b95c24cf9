/** The code that came to a phone, from the simulator that stands for the network. */
export async function codeSentTo(phone: string, sms: string): Promise<string> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const answer = await fetch(`${sms}/_control/inbox?to=${encodeURIComponent(phone)}`);
    const { messages } = (await answer.json()) as { messages: { body: string }[] };
    const code = messages.at(-1)?.body.match(/\b\d{6}\b/)?.[0];
    if (code) return code;
  }
  throw new Error(`No SMS to ${phone}`);
}

/** What Razorpay's checkout hands back to the page once the person has paid. */
export interface CheckoutAnswer {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
}

/** A person pays in Razorpay's checkout, which a simulator stands for. */
export async function payAt(razorpay: string, orderId: string): Promise<CheckoutAnswer> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ orderId, method: 'upi' });
  const answer = await fetch(`${razorpay}/_control/pay`, { method: 'POST', headers, body });
  return (await answer.json()) as CheckoutAnswer;
}
