import type { Fulfilment, OrderStatus } from '@chowk/contracts';

type Words = Readonly<Record<OrderStatus, string>>;

const english: Words = {
  PLACED: 'Placed',
  AWAITING_PAYMENT: 'Waiting for payment',
  CONFIRMED: 'Confirmed',
  PREPARING: 'Being prepared',
  READY: 'Ready',
  DISPATCHED: 'On the way',
  COMPLETED: 'Completed',
  REJECTED: 'Not possible',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Not paid in time',
};

const hindi: Words = {
  PLACED: 'ऑर्डर मिला',
  AWAITING_PAYMENT: 'भुगतान बाकी है',
  CONFIRMED: 'पक्का हो गया',
  PREPARING: 'बन रहा है',
  READY: 'तैयार है',
  DISPATCHED: 'रास्ते में है',
  COMPLETED: 'पूरा हुआ',
  REJECTED: 'संभव नहीं',
  CANCELLED: 'रद्द हुआ',
  EXPIRED: 'समय पर भुगतान नहीं हुआ',
};

const own: Readonly<Record<string, Readonly<Partial<Record<Fulfilment, Partial<Words>>>>>> = {
  en: {
    DINE_IN: { COMPLETED: 'Served' },
    TAKEAWAY: { READY: 'Ready to collect', COMPLETED: 'Collected' },
    DELIVERY: { COMPLETED: 'Delivered' },
    MEAL: { COMPLETED: 'Delivered' },
    BOOKING: { PREPARING: 'Under way', COMPLETED: 'Done' },
  },
  hi: {
    DINE_IN: { COMPLETED: 'परोसा गया' },
    TAKEAWAY: { READY: 'ले जाने के लिए तैयार', COMPLETED: 'ले लिया गया' },
    DELIVERY: { COMPLETED: 'पहुँचा दिया गया' },
    MEAL: { COMPLETED: 'पहुँचा दिया गया' },
  },
};

/** What people call a status, by way of fulfilment; English for languages without words of their own. */
export function statusLabel(status: OrderStatus, fulfilment: Fulfilment, language: string): string {
  const words = language === 'hi' ? hindi : english;
  return own[language === 'hi' ? 'hi' : 'en']?.[fulfilment]?.[status] ?? words[status];
}
