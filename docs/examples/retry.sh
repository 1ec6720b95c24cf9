. docs/examples/place.sh
read -r access_token _ <<< "$(sign_in)"
outlet=$(curl -sf "$GATEWAY/api/v1/outlets" -H "$tenant" | field 'data.find(({ code }) => code === "IND").id')
coffee=$(curl -sf "$GATEWAY/api/v1/menu?outlet=$outlet&lang=en" -H "$tenant" \
  | field 'data.categories.flatMap(({ items }) => items).find(({ name }) => name === "Filter coffee").id')

# One key per intention, kept until there is an answer: whatever happens to the line, there is one order
key=$(new_key)
order() {
  curl -s --retry 5 -D "$1" -w '\n%{http_code}' "$GATEWAY/api/v1/orders" -H "authorization: Bearer $access_token" -H "$json" \
    -H "idempotency-key: $key" -d "{\"outletId\":\"$outlet\",\"fulfilment\":\"TAKEAWAY\",\"lines\":[{\"itemId\":\"$coffee\",\"quantity\":1}]}"
}
heads=$(mktemp)
first=$(order /dev/null)
again=$(order "$heads")
replayed=$(tr -d '\r' < "$heads" | sed -n 's/^idempotency-replayed: //Ip')
rm "$heads"
[ "$(head -n -1 <<< "$first" | field data.id)" = "$(head -n -1 <<< "$again" | field data.id)" ]
echo "$(tail -n 1 <<< "$first") and $(tail -n 1 <<< "$again"): the same order, replayed $replayed"
