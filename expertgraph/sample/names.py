"""Given and family names as one meets them in the Netherlands."""

from __future__ import annotations

DUTCH = (
    "Anneke Bas Bram Carlijn Daan Dirk Eline Ellen Emma Femke Floor Frank Gerard Hanneke Henk Ilse Inge Jan "
    "Janneke Jasper Jeroen Jolanda Joost Jurre Karin Kees Klaas Koen Lars Lieke Lotte Maaike Maarten Marieke "
    "Marjolein Mark Martijn Mirjam Nienke Noor Paul Pieter Rianne Rik Roos Ruben Saskia Sanne Sjoerd Stijn "
    "Suzanne Thijs Tim Tineke Tom Ties Wendy Willem Wouter Yvonne Bart Esther Gijs Hilde Jelle Loes Mees Pim"
).split()
OTHER = (
    "Aisha Ahmed Amina Aleksandra Ananya Andrei Arjun Ayse Bilal Carlos Chen Chiara Cristina Diego Elif Emre "
    "Fatima Farid Giulia Hamza Hassan Ibrahim Imane Ivana Jamal Javier Kadir Karim Kasia Latifa Leila Lina "
    "Mehmet Meryem Mohamed Nadia Naima Noura Omar Oluwaseun Priya Rachid Rania Ravi Rosa Samira Selin Sofia "
    "Soraya Stefan Tariq Thandiwe Tomasz Wei Yasmin Youssef Yusuf Zeynep Zainab Kwame Efua Duc Linh Minh"
).split()
ENGLISH = (
    "Alice Andrew Charlotte Claire Daniel David Emily Eoin Fiona George Grace Hannah Harriet Isla Jack James "
    "Joanna Kate Laura Liam Lucy Matthew Megan Michael Nathan Niamh Oliver Patrick Peter Rachel Rebecca "
    "Robert Rory Ruth Samuel Sarah Simon Stephen Victoria William"
).split()

DUTCH_FAMILIES = (
    "Bakker,Visser,Smit,Meijer,Mulder,Bos,Vos,Peters,Hendriks,Dekker,Brouwer,Koster,Willems,Prins,Blom,"
    "Huisman,Peeters,Kuipers,Veenstra,Kramer,Postma,Schouten,Kok,Timmermans,Groen,Koning,Wolters,Martens,"
    "Verhoeven,Hoekstra,Kuiper,Scholten,Evers,Hofman,Zijlstra,Boersma,Dijkstra,Wiersma,Bosch,Jonker,"
    "de Jong,de Vries,van den Berg,van Dijk,Janssen,van der Meer,de Boer,de Groot,van Leeuwen,de Wit,"
    "van der Linden,van den Heuvel,van der Veen,de Haan,van Beek,van Dam,de Graaf,van der Wal,van Vliet,"
    "ten Hove,ter Horst,op den Kamp,van 't Hof,van Es,in 't Veld"
).split(",")
OTHER_FAMILIES = (
    "El Amrani,Yilmaz,Kaya,Demir,Bouzidi,Haddad,Öztürk,Nowak,Kowalska,Popescu,Singh,Patel,Sharma,Nguyen,Tran,"
    "Wang,Li,Zhang,Rossi,Bianchi,García,Fernández,Silva,Costa,Mensah,Owusu,Adeyemi,Okafor,Abdi,Hassan,Rahimi,"
    "Karimi,Wijaya,Soerjadi,Pinas,Ramdin,Mahabier,Van Dyck,Ivanova,Petrov,Çelik,Şahin,Benali,Ziani,Chaoui,"
    "Tesfay,Gebre,Boateng,Saleh,Khoury"
).split(",")
ENGLISH_FAMILIES = (
    "Adams,Baker,Bennett,Brown,Byrne,Campbell,Carter,Clarke,Collins,Cooper,Doyle,Edwards,Evans,Fraser,Graham,"
    "Gray,Hall,Harris,Hughes,Kelly,Lewis,MacDonald,Morgan,Murphy,Murray,O'Brien,O'Connor,Parker,Reid,Ross,"
    "Scott,Stewart,Thompson,Turner,Walker,Ward,Watson,Wood,Wright,Young"
).split(",")
