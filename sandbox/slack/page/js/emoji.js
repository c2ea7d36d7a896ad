// Emoji short codes, and the characters they stand for.

const COMMON = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|raised_hands 🙌|raised_hand ✋|hand ✋|pray 🙏|muscle 💪
point_up ☝️|point_right 👉|point_left 👈|point_down 👇|eyes 👀|brain 🧠|speech_balloon 💬|thought_balloon 💭|handshake 🤝
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|slightly_smiling_face 🙂|wink 😉|blush 😊|heart_eyes 😍|sunglasses 😎
thinking_face 🤔|neutral_face 😐|confused 😕|worried 😟|cry 😢|sob 😭|scream 😱|sleeping 😴|nerd_face 🤓|partying_face 🥳
sweat_smile 😅|upside_down_face 🙃|face_with_monocle 🧐|shrug 🤷|facepalm 🤦|robot_face 🤖|ghost 👻|skull 💀|wizard 🧙
heart ❤️|broken_heart 💔|sparkling_heart 💖|star ⭐|star2 🌟|sparkles ✨|fire 🔥|boom 💥|zap ⚡|tada 🎉|confetti_ball 🎊|balloon 🎈
rocket 🚀|airplane ✈️|car 🚗|ship 🚢|earth_africa 🌍|globe_with_meridians 🌐|house 🏠|office 🏢|theatre 🎭|performing_arts 🎭
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|construction 🚧|rotating_light 🚨|sos 🆘|information_source ℹ️
question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|bangbang ‼️|interrobang ⁉️|heavy_plus_sign ➕|heavy_minus_sign ➖
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣
white_circle ⚪|black_circle ⚫|large_brown_circle 🟤|large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨
large_blue_square 🟦|large_orange_square 🟧|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸
hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|clock3 🕒|clock9 🕘|clock12 🕛
calendar 📆|date 📅|spiral_calendar_pad 🗓️|bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|mailbox 📫|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤
package 📦|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|scissors ✂️|file_folder 📁
open_file_folder 📂|page_facing_up 📄|page_with_curl 📃|bookmark 🔖|label 🏷️|card_index 📇|books 📚|book 📖|scroll 📜|newspaper 📰
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|mag 🔍|mag_right 🔎|bulb 💡|gear ⚙️|wrench 🔧|hammer 🔨|toolbox 🧰
hammer_and_wrench 🛠️|lock 🔒|unlock 🔓|key 🔑|closed_lock_with_key 🔐|shield 🛡️|computer 💻|desktop_computer 🖥️|iphone 📱|phone ☎️
floppy_disk 💾|wastebasket 🗑️|recycle ♻️|repeat 🔁|arrows_counterclockwise 🔄|arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️
arrow_upper_right ↗️|leftwards_arrow_with_hook ↩️|fast_forward ⏩|rewind ⏪|double_vertical_bar ⏸️|pause ⏸️|arrow_forward ▶️|black_square_for_stop ⏹️
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|100 💯|1234 🔢|new 🆕|free 🆓|up 🆙|cool 🆒
checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️|trophy 🏆|medal 🏅|dart 🎯|art 🎨|clapper 🎬|ticket 🎫|gift 🎁|birthday 🎂|cake 🍰|coffee ☕|beers 🍻
bust_in_silhouette 👤|busts_in_silhouette 👥|technologist 🧑‍💻|baby 👶|bug 🐛|beetle 🐞|turtle 🐢|snail 🐌|bee 🐝|unicorn_face 🦄|seedling 🌱|herb 🌿|cactus 🌵|sunny ☀️
cloud ☁️|umbrella ☔|snowflake ❄️|rainbow 🌈|ocean 🌊|test_tube 🧪|microscope 🔬|telescope 🔭|satellite 📡|compass 🧭|world_map 🗺️|traffic_light 🚥
`;

const CHARACTERS = new Map(
  COMMON.split(/[|\n]/)
    .filter(Boolean)
    .map((pair) => pair.trim().split(' ')),
);

/** The character for a short code such as `tada`, or undefined when it is not known. */
export function emojiOf(name) {
  return CHARACTERS.get(String(name).replace(/::skin-tone-\d$/, ''));
}

/** Replaces every known `:short_code:` in plain text; unknown ones stay as they are. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (code, name) => emojiOf(name) ?? code);
}
