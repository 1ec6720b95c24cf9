# Where the local stack is, and four words that the other examples use
GATEWAY=${GATEWAY:-http://127.0.0.1:3000} SMS=${SMS:-http://127.0.0.1:4102} RAZORPAY=${RAZORPAY:-http://127.0.0.1:4101}
json='content-type: application/json' tenant='x-tenant-id: intellidine'

field() { node -pe "const { data, ...rest } = JSON.parse(require('fs').readFileSync(0)); $1"; }
new_key() { node -p 'crypto.randomUUID()'; }

# The code of the newest SMS to a phone; on staging you read it yourself
code_for() {
  for _ in $(seq 50); do
    code=$(curl -s "$SMS/_control/inbox?to=${1/+/%2B}" | field 'rest.messages.at(-1)?.body.match(/\d{6}/)?.[0] ?? ""')
    if [ -n "$code" ]; then echo "$code"; return; fi
    sleep 0.2
  done
  return 1
}

# A new customer: prints access and refresh token
sign_in() {
  local phone="+9198$(printf %08d $((RANDOM * 3000)))"
  curl -sf "$GATEWAY/api/v1/auth/customer/request-otp" -H "$tenant" -H "$json" -d "{\"phone\":\"$phone\"}" > /dev/null
  curl -sf "$GATEWAY/api/v1/auth/customer/verify-otp" -H "$tenant" -H "$json" \
    -d "{\"phone\":\"$phone\",\"code\":\"$(code_for "$phone")\"}" | field 'data.accessToken + " " + data.refreshToken'
}
