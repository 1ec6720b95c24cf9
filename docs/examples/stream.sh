. docs/examples/place.sh
read -r access_token _ <<< "$(sign_in)"

# The rooms of the caller, as a stream of events; a browser's EventSource asks for a ticket instead, since it sends no headers
ticket=$(curl -sf -X POST "$GATEWAY/api/v1/notifications/stream-tickets" -H "authorization: Bearer $access_token" | field data.ticket)
(curl -sN --max-time 5 "$GATEWAY/api/v1/notifications/stream?ticket=$ticket" || true) | grep --max-count=1 '^event: '
