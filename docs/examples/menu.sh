. docs/examples/place.sh
outlet=$(curl -sf "$GATEWAY/api/v1/outlets" -H "$tenant" | field 'data[0].id')
menu="$GATEWAY/api/v1/menu?outlet=$outlet&lang=en"

etag=$(curl -sf -D - -o /dev/null "$menu" -H "$tenant" | tr -d '\r' | sed -n 's/^etag: //Ip')
first=$(curl -s -o /dev/null -w '%{http_code}' "$menu" -H "$tenant")
again=$(curl -s -o /dev/null -w '%{http_code}' "$menu" -H "$tenant" -H "if-none-match: $etag")
echo "$first, then $again"
